//! The branch in windows, for whoever wants to try it.

use antre_domain::Config;
use antre_domain::config::Counter;
use antre_storage::Role;
use anyhow::{Context, Result};
use tokio::process::{Child, Command};

use crate::demo::app::binary;
use crate::demo::place::{Place, STAFF_PIN};

/// Shows kiosk, hall and one counter until one of them is closed.
pub(crate) async fn show(place: Place) -> Result<()> {
    let counter = counter_for_the_first_service(&place.config)?.id.clone();
    let kiosk = place.token_file(Role::Kiosk, None).await?;
    let display = place.token_file(Role::Display, None).await?;
    let clerk = place.token_file(Role::Counter, Some(&counter)).await?;
    let hub = place.hub_url();
    let open = |name: &str, token: &std::path::Path, size: &str| -> Result<Child> {
        let mut command = Command::new(binary(name)?);
        command
            .args(["--hub", &hub, "--size", size, "--token-file"])
            .arg(token)
            .kill_on_drop(true);
        match name {
            "antre-kiosk" => command.args(["--printer", &place.printer_url]),
            "antre-counter" => command.args(["--counter", counter.as_str()]),
            _ => &mut command,
        };
        command
            .spawn()
            .with_context(|| format!("cannot start {name}"))
    };
    let mut windows = [
        open("antre-kiosk", &kiosk, "540x960")?,
        open("antre-display", &display, "1280x720")?,
        open("antre-counter", &clerk, "380x728")?,
    ];
    println!("hub {hub}");
    println!("printer {}", place.printer_url);
    println!("staff PIN {STAFF_PIN}: F9 at the kiosk, or five touches of the branch's name");
    let [kiosk, display, counter] = &mut windows;
    tokio::select! {
        ended = kiosk.wait() => { ended?; }
        ended = display.wait() => { ended?; }
        ended = counter.wait() => { ended?; }
        () = place.hub.failed() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    drop(windows);
    place.hub.stop().await;
    Ok(())
}

/// Whoever tries the kiosk touches its first service, and wants to see that number called.
fn counter_for_the_first_service(config: &Config) -> Result<&Counter> {
    let first = config.services.iter().find(|service| service.walk_in);
    let takes_it = |counter: &&Counter| {
        let profile = config.profile(&counter.profile);
        profile
            .zip(first)
            .is_some_and(|(profile, first)| profile.services.contains(&first.id))
    };
    let counter = config.counters.iter().find(takes_it);
    counter
        .or(config.counters.first())
        .context("a branch has a counter")
}
