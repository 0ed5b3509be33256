//! A lost slip is printed again: staff asks, a kiosk prints and reports.

use antre_protocol::{CopyOrder, View, ViewKind};
use antre_storage::Role;
use serde_json::{Value, json};

use crate::fixture::{Answer, Branch, MONDAY_NINE, token};
use crate::screen::Following;

impl Branch {
    async fn asks_copy(&self, token: &str, ticket: &Value, body: Value) -> Answer {
        let path = format!("/api/v1/tickets/{}/copy", ticket["id"].as_str().unwrap());
        self.post(token, &path, body).await
    }

    async fn prints(&self, token: &str, fault: Option<&str>) {
        let health = match fault {
            Some(fault) => json!({"fault": fault, "watched": "automatic"}),
            None => json!({"watched": "automatic"}),
        };
        let report = json!({"name": "Kiosk", "health": health, "since": MONDAY_NINE});
        let said = self.post(token, "/api/v1/devices/printer", report).await;
        assert_eq!(said.status, 204, "{}", said.text);
    }
}

fn orders(view: &View) -> &[CopyOrder] {
    match view {
        View::Kiosk(view) => &view.copies,
        View::Counter(_) | View::Display(_) => panic!("a kiosk's view"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_needs_a_kiosk_that_prints_and_no_guess_which() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    for token in [&branch.kiosk, &branch.display] {
        let refused = branch.asks_copy(token, &ticket, json!({})).await;
        refused.is_problem(403, "forbidden");
    }
    let nobody = branch.asks_copy(&branch.clerk, &ticket, json!({})).await;
    nobody.is_problem(409, "nobody_prints");
    branch.prints(&branch.kiosk, Some("out_of_paper")).await;
    let empty = branch.asks_copy(&branch.clerk, &ticket, json!({})).await;
    empty.is_problem(409, "nobody_prints");
    branch.prints(&branch.kiosk, None).await;
    let gone = json!({"id": "0000000000000"});
    let unknown = branch.asks_copy(&branch.clerk, &gone, json!({})).await;
    unknown.is_problem(404, "unknown_ticket");
    let other = token(branch.dir.path(), Role::Kiosk, None).await;
    branch.prints(&other, None).await;
    let which = branch.asks_copy(&branch.clerk, &ticket, json!({})).await;
    which.is_problem(409, "kiosk_needed");
    assert_eq!(
        which.json["title"],
        "Ada beberapa kios. Pilih kios yang mencetak salinan ini."
    );
    let body = json!({"device": "kiosk-77"});
    let stranger = branch.asks_copy(&branch.clerk, &ticket, body).await;
    stranger.is_problem(409, "nobody_prints");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_told_what_to_copy_until_it_says_what_became_of_it() {
    let branch = Branch::open().await;
    let ticket = branch.ticket().await;
    branch.prints(&branch.kiosk, None).await;
    let mut kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    let asked = branch.asks_copy(&branch.clerk, &ticket, json!({})).await;
    assert_eq!(asked.status, 204, "{}", asked.text);
    kiosk.until(|view| !orders(view).is_empty()).await;
    assert_eq!(json!(orders(&kiosk.view)[0].ticket), ticket["id"]);
    kiosk.equals_a_snapshot(&branch).await;
    // Asked twice is asked once.
    let before = branch.events().len();
    branch.asks_copy(&branch.clerk, &ticket, json!({})).await;
    assert_eq!(branch.events().len(), before);
    let branch = branch.restarted().await;
    let mut kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    assert_eq!(orders(&kiosk.view).len(), 1);
    let path = format!("/api/v1/tickets/{}/slip", ticket["id"].as_str().unwrap());
    let printed = json!({"kind": "copy", "state": "confirmed"});
    branch.post(&branch.kiosk, &path, printed).await;
    kiosk.until(|view| orders(view).is_empty()).await;
    kiosk.equals_a_snapshot(&branch).await;
}
