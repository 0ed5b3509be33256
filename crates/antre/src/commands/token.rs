use std::path::PathBuf;

use antre_domain::CounterId;
use antre_hub::LocalError;
use antre_storage::Role;
use anyhow::Result;
use clap::ValueEnum;

use crate::exit::WrongUsage;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The branch's data directory
    #[arg(long)]
    data: PathBuf,
    /// What its bearer may do
    #[arg(long)]
    role: TokenRole,
    /// The one counter of a counter's token; without it, who signs in there chooses
    #[arg(long)]
    counter: Option<CounterId>,
    /// What people call the device
    #[arg(long, default_value = "")]
    label: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum TokenRole {
    Kiosk,
    Display,
    Greeter,
    Counter,
    Supervisor,
    Admin,
}

impl From<TokenRole> for Role {
    fn from(role: TokenRole) -> Self {
        match role {
            TokenRole::Kiosk => Self::Kiosk,
            TokenRole::Display => Self::Display,
            TokenRole::Greeter => Self::Greeter,
            TokenRole::Counter => Self::Counter,
            TokenRole::Supervisor => Self::Supervisor,
            TokenRole::Admin => Self::Admin,
        }
    }
}

/// Prints the token alone; it is shown this once.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let Arguments {
        data,
        role,
        counter,
        label,
    } = arguments;
    match antre_hub::issue_token(&data, role.into(), counter.as_ref(), &label) {
        Ok(token) => {
            println!("{token}");
            Ok(())
        }
        Err(LocalError::Wrong(why)) => Err(WrongUsage(why).into()),
        Err(error) => Err(error.into()),
    }
}
