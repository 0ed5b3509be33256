use std::path::PathBuf;

use antre_domain::ClerkId;
use antre_hub::{LocalError, NewClerk};
use antre_protocol::{PersonCard, PersonRole as WireRole};
use antre_storage::PersonRole;
use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use serde_json::json;

use crate::commands::pin::typed_pin;
use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Let somebody sign in: reads their PIN from standard input, and prints the reference that stands
    /// in the log in the place of their name
    Add {
        #[command(flatten)]
        at: At,
        /// What they are called on staff screens: 1 to 40 characters
        #[arg(long)]
        name: String,
        /// What they may do
        #[arg(long)]
        role: Role,
        /// The reference in the log; a random one where absent. Never a name
        #[arg(long)]
        id: Option<ClerkId>,
    },
    /// Who may sign in
    List {
        #[command(flatten)]
        at: At,
    },
    /// Give somebody another PIN, read from standard input; whoever is signed in under the old one is so
    /// no longer
    Pin {
        #[command(flatten)]
        at: At,
        /// Whom, by the reference
        #[arg(long)]
        id: ClerkId,
    },
    /// Let somebody sign in no longer, at once
    Remove {
        #[command(flatten)]
        at: At,
        /// Whom, by the reference
        #[arg(long)]
        id: ClerkId,
    },
}

#[derive(clap::Args)]
struct At {
    /// The branch's data directory
    #[arg(long)]
    data: PathBuf,
    /// Say it for a program
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Role {
    Greeter,
    Clerk,
    Supervisor,
    Administrator,
}

impl From<Role> for PersonRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Greeter => Self::Greeter,
            Role::Clerk => Self::Clerk,
            Role::Supervisor => Self::Supervisor,
            Role::Administrator => Self::Administrator,
        }
    }
}

pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match settle(arguments.command) {
        Err(error) => Err(match error.downcast::<LocalError>() {
            Ok(LocalError::Wrong(why)) => WrongUsage(why).into(),
            Ok(other) => other.into(),
            Err(other) => other,
        }),
        Ok(()) => Ok(()),
    }
}

fn settle(command: Command) -> Result<()> {
    match command {
        Command::Add { at, name, role, id } => {
            let pin = typed_pin()?;
            let new = NewClerk {
                id: id.as_ref(),
                name: &name,
                role: role.into(),
                pin: &pin,
            };
            let id = antre_hub::add_clerk(&at.data, new)?;
            at.say(&json!({"id": id}), &id.to_string());
        }
        Command::List { at } => {
            let people = antre_hub::list_clerks(&at.data)?;
            let lines: Vec<String> = people.iter().map(line).collect();
            at.say(&json!({"people": people}), &lines.join("\n"));
        }
        Command::Pin { at, id } => {
            antre_hub::set_clerk_pin(&at.data, &id, &typed_pin()?)?;
            at.say(&json!({"id": id, "pin": "set"}), "The new PIN counts.");
        }
        Command::Remove { at, id } => {
            antre_hub::remove_clerk(&at.data, &id)?;
            let said = format!("{id} may sign in no longer.");
            at.say(&json!({"id": id, "removed": true}), &said);
        }
    }
    Ok(())
}

impl At {
    fn say(&self, for_programs: &serde_json::Value, for_people: &str) {
        if self.json {
            println!("{for_programs}");
        } else if !for_people.is_empty() {
            println!("{for_people}");
        }
    }
}

fn line(person: &PersonCard) -> String {
    let role = match person.role {
        WireRole::Greeter => "greeter",
        WireRole::Clerk => "clerk",
        WireRole::Supervisor => "supervisor",
        WireRole::Administrator => "administrator",
    };
    format!("{:<32}  {role:<13}  {}", person.id.as_str(), person.name)
}
