//! The command line's half of who works here: through the hub that runs, or directly where none does.

use std::path::Path;
use std::sync::{Arc, Mutex};

use antre_domain::ClerkId;
use antre_protocol::{PersonCard, PinRequest};
use antre_storage::{DataDir, NotAPin, Person, PersonName, PersonRole, Pin};
use serde::{Deserialize, Serialize};

use crate::clock::HubClock;
use crate::local_socket::{Answer, Ask, DIRECTLY, LocalError, is_directory, through_hub};
use crate::people::People;

/// Somebody who is to sign in from now on.
#[derive(Clone, Copy)]
pub struct NewClerk<'a> {
    /// The reference that will stand in the log; a random one where absent. Never a name.
    pub id: Option<&'a ClerkId>,
    /// 1 to 40 characters, nobody else's.
    pub name: &'a str,
    /// What they may do.
    pub role: PersonRole,
    /// 4 to 8 digits that are not guessed at the first try.
    pub pin: &'a str,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ClerkAsk {
    Add {
        id: Option<ClerkId>,
        name: String,
        role: String,
        pin: PinRequest,
    },
    List,
    SetPin {
        clerk: ClerkId,
        pin: PinRequest,
    },
    Remove {
        clerk: ClerkId,
    },
}

/// Lets somebody sign in, and says under which reference they stand in the log.
///
/// # Errors
/// See [`LocalError`].
pub fn add_clerk(data_dir: &Path, new: NewClerk<'_>) -> Result<ClerkId, LocalError> {
    PersonName::new(new.name).map_err(|error| LocalError::Wrong(say(error)))?;
    read_pin(new.pin).map_err(LocalError::Wrong)?;
    let ask = ClerkAsk::Add {
        id: new.id.cloned(),
        name: new.name.to_owned(),
        role: new.role.to_string(),
        pin: PinRequest {
            pin: new.pin.to_owned(),
        },
    };
    match settle(data_dir, ask)?.as_slice() {
        [added] => Ok(added.id.clone()),
        [] | [_, _, ..] => Err(LocalError::out_of_turn()),
    }
}

/// Everybody who may sign in, by name.
///
/// # Errors
/// See [`LocalError`].
pub fn list_clerks(data_dir: &Path) -> Result<Vec<PersonCard>, LocalError> {
    settle(data_dir, ClerkAsk::List)
}

/// Gives somebody another PIN. Whoever is signed in under the old one is so no longer.
///
/// # Errors
/// See [`LocalError`].
pub fn set_clerk_pin(data_dir: &Path, clerk: &ClerkId, pin: &str) -> Result<(), LocalError> {
    read_pin(pin).map_err(LocalError::Wrong)?;
    let ask = ClerkAsk::SetPin {
        clerk: clerk.clone(),
        pin: PinRequest {
            pin: pin.to_owned(),
        },
    };
    settle(data_dir, ask).map(drop)
}

/// Lets somebody sign in no longer, at once.
///
/// # Errors
/// See [`LocalError`].
pub fn remove_clerk(data_dir: &Path, clerk: &ClerkId) -> Result<(), LocalError> {
    let ask = ClerkAsk::Remove {
        clerk: clerk.clone(),
    };
    settle(data_dir, ask).map(drop)
}

fn settle(data_dir: &Path, ask: ClerkAsk) -> Result<Vec<PersonCard>, LocalError> {
    is_directory(data_dir)?;
    let ask = Ask::Clerk { ask };
    match through_hub(data_dir, &ask)? {
        Some(Answer::People(people)) => Ok(people),
        Some(Answer::Refused(why)) => Err(LocalError::Refused(why)),
        Some(Answer::Token(_) | Answer::Done) => Err(LocalError::out_of_turn()),
        None => {
            let Ask::Clerk { ask } = ask else {
                return Err(LocalError::out_of_turn());
            };
            let vault = DataDir::open(data_dir, DIRECTLY)?.vault()?;
            let people = People::new(Arc::new(Mutex::new(vault)), HubClock::real())?;
            answer(&people, ask).map_err(LocalError::Refused)
        }
    }
}

/// Does what was asked, and says whom it was about.
pub(crate) fn answer(people: &People, ask: ClerkAsk) -> Result<Vec<PersonCard>, String> {
    match ask {
        ClerkAsk::Add {
            id,
            name,
            role,
            pin,
        } => {
            let name = PersonName::new(&name).map_err(say)?;
            let role: PersonRole = role.parse().map_err(say)?;
            let pin = read_pin(&pin.pin)?;
            let added = people.add(id.as_ref(), &name, role, &pin).map_err(say)?;
            Ok(vec![card(&added)?])
        }
        ClerkAsk::List => people.list().map_err(say)?.iter().map(card).collect(),
        ClerkAsk::SetPin { clerk, pin } => {
            let pin = read_pin(&pin.pin)?;
            let is_set = people.set_pin(&clerk, &pin, false).map_err(say)?;
            is_there(is_set, &clerk)
        }
        ClerkAsk::Remove { clerk } => {
            let is_removed = people.remove(&clerk).map_err(say)?;
            is_there(is_removed, &clerk)
        }
    }
}

/// A person as staff and the command line see them.
pub(crate) fn card(person: &Person) -> Result<PersonCard, String> {
    Ok(PersonCard {
        id: ClerkId::new(&person.clerk).map_err(say)?,
        name: person.name.reveal().to_owned(),
        role: crate::people::wire_role(person.role),
    })
}

fn read_pin(typed: &str) -> Result<Pin, String> {
    typed.parse().map_err(|error: NotAPin| error.to_string())
}

fn is_there(is_there: bool, clerk: &ClerkId) -> Result<Vec<PersonCard>, String> {
    if is_there {
        Ok(Vec::new())
    } else {
        Err(format!(
            "nobody who may sign in is {clerk}: see `antre clerk list`"
        ))
    }
}

fn say(error: impl ToString) -> String {
    error.to_string()
}
