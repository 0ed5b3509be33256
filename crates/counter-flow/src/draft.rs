//! What is put together question by question, until nothing is missing.

use antre_domain::{
    Asks, ChoiceReason, DeliveryId, Directed, Finish, Outcome, ServiceId, TicketId, Without,
};
use antre_protocol::{DeskRules, TicketCard};

use crate::intent::Concealed;
use crate::menu::List;

/// An act that still lacks something.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) aim: Aim,
    pub(crate) because: Option<ChoiceReason>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) delivered: Vec<DeliveryId>,
    pub(crate) note: Option<Concealed>,
}

/// What it is to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Aim {
    /// The next call.
    Next,
    /// A call of one or several.
    Call(Vec<TicketId>),
    /// The end of the service, without a call.
    Finish,
    /// How the service ended, said before it does.
    Say,
    /// A transfer.
    Transfer {
        to: Option<Directed>,
        service: Option<ServiceId>,
    },
    /// Parking; back after so many seconds, or only by hand.
    Park(Option<Option<u32>>),
    /// A quiet call.
    Quiet(Option<Without>),
    /// A copy of a slip.
    Copy(TicketId),
}

impl Draft {
    pub(crate) fn new(aim: Aim) -> Self {
        Self {
            aim,
            because: None,
            outcome: None,
            delivered: Vec::new(),
            note: None,
        }
    }

    pub(crate) fn finish(&self) -> Finish {
        Finish {
            outcome: self.outcome,
            delivered: self.delivered.clone(),
        }
    }

    /// What is to be asked next; `None` where nothing is missing. `served`: who is being served.
    pub(crate) fn question(&self, rules: &DeskRules, served: Option<&TicketCard>) -> Option<List> {
        match &self.aim {
            Aim::Call(_) if rules.choice_needs_reason && self.because.is_none() => {
                Some(List::ChoiceReasons)
            }
            Aim::Next | Aim::Call(_) | Aim::Finish | Aim::Say => self.of_the_end(rules, served?),
            Aim::Transfer { to, service: None } => Some(match to {
                None => List::Transfer,
                Some(_) => List::ToService,
            }),
            Aim::Park(None) => Some(List::Park),
            Aim::Quiet(None) => Some(List::Quiet),
            Aim::Quiet(Some(_)) => Some(List::QuietReasons),
            Aim::Transfer { .. } | Aim::Park(Some(_)) | Aim::Copy(_) => None,
        }
    }

    /// How the service of `served` ended, and what was delivered.
    fn of_the_end(&self, rules: &DeskRules, served: &TicketCard) -> Option<List> {
        let asked = |asks: Asks| match asks {
            Asks::Never => false,
            Asks::Optional => self.aim == Aim::Say,
            Asks::Mandatory => true,
        };
        if asked(rules.outcome) && self.outcome.is_none() {
            return Some(List::Outcomes);
        }
        // Nobody is given anything who has left, or came without what it takes.
        let is_served = matches!(self.outcome, None | Some(Outcome::Served));
        let offered = is_served && deliveries(rules, served).next().is_some();
        (asked(rules.delivered) && self.delivered.is_empty() && offered).then_some(List::Delivered)
    }
}

/// What the service of `served` can deliver.
pub(crate) fn deliveries<'a>(
    rules: &'a DeskRules,
    served: &'a TicketCard,
) -> impl Iterator<Item = &'a DeliveryId> {
    let of_service = rules
        .deliveries
        .iter()
        .filter(|card| card.services.is_empty() || card.services.contains(&served.service));
    of_service.map(|card| &card.id)
}
