//! Signing in and out, and one's own PIN.
//!
//! None of these leaves a receipt: the hash of a request that holds a PIN is as good as the PIN, and the
//! log's file is no place for it. Who asks twice signs in twice, and the first of the two is over.

use std::sync::Arc;

use antre_domain::{Act, Actor, ClerkId, Command, CounterId, DeviceId, Rejection};
use antre_protocol::{ChangePinRequest, Empty, ProblemCode, SignInAnswer, SignInRequest};
use antre_storage::{Pin, Role, SessionEnd, StorageError};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::spawn_blocking;

use super::asked::Asked;
use super::{Refusal, Wire};
use crate::answer::Request;
use crate::auth::Bearer;
use crate::people::{self, Proved};

/// Where somebody signs in: what a counter's device may ask though nobody has.
pub(super) const SIGN_IN: &str = "/api/v1/sessions";

/// Somebody signs in at the device that asks, under its own token. Whatever is then asked under the
/// answered token is asked by them. Signed in elsewhere, they come along with the ticket they serve.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "people", request_body = SignInRequest,
    responses((status = 201, description = "Signed in.", body = SignInAnswer)))]
pub(crate) async fn sign_in(
    State(wire): State<Arc<Wire>>,
    asked: Asked<SignInRequest>,
) -> Result<(StatusCode, Json<SignInAnswer>), Refusal> {
    let device = asked.bearer;
    let SignInRequest {
        clerk,
        pin,
        counter,
    } = asked.body;
    if device.session.is_some() {
        return Err(Refusal::from(ProblemCode::Forbidden).because("under the device's own token"));
    }
    if let (Some(own), Some(other)) = (&device.counter, &counter)
        && own != other
    {
        return Err(Rejection::WrongCounter.into());
    }
    let wrong = ProblemCode::WrongSignIn;
    let (_turn, proved) = wire.prove(&clerk, pin, &device.device, wrong).await?;
    let bearer = Bearer {
        role: people::role(proved.person.role),
        counter: place(&device, people::role(proved.person.role), counter)?,
        clerk: Some(clerk),
        ..device
    };
    wire.let_in(proved, &bearer)
        .await
        .map(|answer| (StatusCode::CREATED, Json(answer)))
}

/// Whoever is signed in goes; their counter closes. Refused while somebody stands there.
#[utoipa::path(post, path = "/api/v1/sessions/end", tag = "people", request_body = Empty,
    responses((status = 204, description = "Signed out.")))]
pub(crate) async fn sign_out(
    State(wire): State<Arc<Wire>>,
    asked: Asked<Empty>,
) -> Result<StatusCode, Refusal> {
    let bearer = asked.bearer;
    let (Some(clerk), Some(session)) = (bearer.clerk.clone(), bearer.session) else {
        return Err(Rejection::SignInNeeded.into());
    };
    let people = Arc::clone(&wire.tokens.people);
    let _turn = people.turn().await.ok_or(ProblemCode::Busy)?;
    // Whoever has signed in elsewhere meanwhile must not be signed out there.
    if let Some(Err(end)) = people.bearer(&session) {
        return Err(Refusal::session_over(end));
    }
    match wire.act_as(&bearer, Act::SignOut { clerk }).await {
        // A day that has turned has signed everybody out.
        Ok(()) => {}
        Err(refusal) if refusal.rejection() == Some(&Rejection::SignInNeeded) => {}
        Err(refusal) => return Err(refusal),
    }
    vault(move || people.end(&session, SessionEnd::SignedOut)).await?;
    wire.caught_up().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whoever is signed in chooses another PIN. They stay signed in.
#[utoipa::path(post, path = "/api/v1/sessions/pin", tag = "people", request_body = ChangePinRequest,
    responses((status = 204, description = "From now on the new one counts.")))]
pub(crate) async fn change_pin(
    State(wire): State<Arc<Wire>>,
    asked: Asked<ChangePinRequest>,
) -> Result<StatusCode, Refusal> {
    let Some(clerk) = asked.bearer.clerk else {
        return Err(Rejection::SignInNeeded.into());
    };
    let ChangePinRequest { old, new } = asked.body;
    let new: Pin = new.parse().map_err(|_| ProblemCode::BadPin)?;
    let device = asked.bearer.device;
    let (_turn, _) = wire
        .prove(&clerk, old, &device, ProblemCode::WrongPin)
        .await?;
    let people = Arc::clone(&wire.tokens.people);
    if vault(move || people.set_pin(&clerk, &new, true)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ProblemCode::WrongPin.into())
    }
}

impl Wire {
    /// Is this the PIN of `clerk`? Whoever asks is alone with the vault until they drop the permit.
    async fn prove(
        &self,
        clerk: &ClerkId,
        pin: String,
        device: &DeviceId,
        wrong: ProblemCode,
    ) -> Result<(OwnedSemaphorePermit, Proved), Refusal> {
        let locked = |secs| Refusal::from(ProblemCode::PinLocked).retry_after(secs);
        let people = Arc::clone(&self.tokens.people);
        // Whoever is locked out does not even stand in line.
        people.may_try(clerk, device).map_err(locked)?;
        let turn = people.turn().await.ok_or(ProblemCode::Busy)?;
        let (clerk, device) = (clerk.clone(), device.clone());
        // The permit goes along: one who hangs up must not make room for a second try beside the first.
        let tried = vault(move || {
            let proved = match people.may_try(&clerk, &device) {
                Ok(()) => people.prove(&clerk, &pin, &device)?,
                Err(secs) => Err(Some(secs)),
            };
            Ok((turn, proved))
        });
        match tried.await? {
            (turn, Ok(proved)) => Ok((turn, proved)),
            (_, Err(Some(secs))) => Err(locked(secs)),
            (_, Err(None)) => Err(wrong.into()),
        }
    }

    /// First the branch, then the vault: where the branch refuses, nobody is let in; and who was cut off
    /// in between signs in once more.
    async fn let_in(&self, proved: Proved, bearer: &Bearer) -> Result<SignInAnswer, Refusal> {
        let clerk = bearer.clerk.clone().ok_or(ProblemCode::Forbidden)?;
        let counter = bearer.counter.clone();
        let sign_in = Act::SignIn {
            clerk: clerk.clone(),
            counter: counter.clone(),
        };
        self.act_as(bearer, sign_in).await?;
        let people = Arc::clone(&self.tokens.people);
        let (device, place, until) = (bearer.device.clone(), counter.clone(), self.day_ends_at());
        let person = proved.person.clone();
        let begun = vault(move || people.begin(&proved, &device, place.as_ref(), until)).await?;
        self.caught_up().await?;
        // Removed, or given another PIN, since it was proved.
        let Some(token) = begun else {
            self.act_as(bearer, Act::SignOut { clerk }).await?;
            return Err(ProblemCode::WrongSignIn.into());
        };
        let rules = |followed: &crate::followed::Followed| {
            followed
                .branch
                .config()
                .map_or(0, |config| config.rules.lock_secs)
        };
        Ok(SignInAnswer {
            token: token.reveal().to_owned(),
            clerk,
            name: person.name.reveal().to_owned(),
            role: people::wire_role(person.role),
            counter,
            lock_secs: self.follower.read(rules),
        })
    }

    /// Asks the branch for `act` on behalf of `bearer`, and leaves no receipt.
    async fn act_as(&self, bearer: &Bearer, act: Act) -> Result<(), Refusal> {
        let by: Actor = bearer.actor().ok_or(ProblemCode::Forbidden)?;
        let request = Request {
            command: Command { by, act },
            receipt: None,
            instead_of: Vec::new(),
        };
        let done = self.writer.submit(request).await?;
        self.answered(&done);
        Ok(())
    }

    /// A supervisor released `counter`: whoever sat there is signed in no longer.
    pub(super) async fn released(&self, counter: &CounterId) -> Result<(), Refusal> {
        let people = Arc::clone(&self.tokens.people);
        let sat = people.at(counter);
        self.caught_up().await?;
        let sits = self.follower.read(|followed| {
            let day = followed.branch.day()?;
            day.counters.get(counter)?.clerk.clone()
        });
        let gone = sat
            .into_iter()
            .filter(|(_, clerk)| sits.as_ref() != Some(clerk));
        let gone: Vec<_> = gone.map(|(session, _)| session).collect();
        vault(move || {
            gone.iter()
                .try_for_each(|session| people.end(session, SessionEnd::Released))
        })
        .await
    }
}

/// The counter that somebody sits at: the device's own for who serves, none for who does not sit.
fn place(
    device: &Bearer,
    role: Role,
    chosen: Option<CounterId>,
) -> Result<Option<CounterId>, Refusal> {
    match role {
        Role::Counter => Ok(chosen.or_else(|| device.counter.clone())),
        Role::Supervisor | Role::Admin => Ok(chosen),
        Role::Greeter if chosen.is_none() => Ok(None),
        Role::Greeter | Role::Kiosk | Role::Display => Err(ProblemCode::Forbidden.into()),
    }
}

/// Works with the vault where that may take its time.
pub(super) async fn vault<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
) -> Result<T, Refusal> {
    let worked = spawn_blocking(work).await.map_err(|_| ProblemCode::Busy)?;
    worked.map_err(|error| {
        tracing::error!(%error, "the vault is out of reach");
        Refusal::from(ProblemCode::Busy).retry_after(1)
    })
}
