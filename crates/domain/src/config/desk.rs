//! What a clerk is asked at the end of a service, and what a service makes of whoever is moved to it.

use serde::{Deserialize, Serialize};

use super::{Class, Config, Service};
use crate::command::Age;
use crate::ids::{ClassId, DeliveryId, ServiceId};
use crate::text::Text;

/// The most deliveries of one branch.
pub const DELIVERIES_MAX: usize = 64;

/// Something that a service can deliver: a document, a card, a medicine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Its identifier.
    pub id: DeliveryId,
    /// Its name.
    pub name: Text,
    /// The services that deliver it; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceId>,
}

impl Delivery {
    /// Whether `service` delivers it.
    pub fn is_of(&self, service: &ServiceId) -> bool {
        self.services.is_empty() || self.services.contains(service)
    }
}

/// What becomes of whoever is moved to a service, where the clerk does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OnTransfer {
    /// Of their class.
    #[serde(skip_serializing_if = "TransferClass::is_keep")]
    pub class: TransferClass,
    /// Of their age.
    #[serde(skip_serializing_if = "is_keep")]
    pub age: Age,
}

impl OnTransfer {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What becomes of a priority.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferClass {
    /// It is kept, and none is added.
    #[default]
    Keep,
    /// Whoever had one queues as everybody else.
    Lose,
    /// Whoever had none has the branch's first.
    Gain,
}

impl TransferClass {
    fn is_keep(&self) -> bool {
        *self == Self::Keep
    }
}

fn is_keep(age: &Age) -> bool {
    *age == Age::Keep
}

impl Config {
    /// Whatever `service` can deliver.
    pub fn deliveries_of(&self, service: &ServiceId) -> impl Iterator<Item = &Delivery> {
        let all = self.deliveries.iter();
        all.filter(move |delivery| delivery.is_of(service))
    }

    /// The class in which somebody of `class` queues for `service`, where the clerk names none. Whoever
    /// has booked keeps their booking.
    pub fn class_on_transfer<'a>(&'a self, service: &Service, class: &'a ClassId) -> &'a ClassId {
        let known = self.class(class);
        let is_priority = known.is_some_and(|class| class.priority);
        let is_booked = known.is_some_and(|class| class.appointment.is_some());
        match service.on_transfer.class {
            TransferClass::Lose if is_priority && !is_booked => &self.regular().id,
            TransferClass::Gain if !is_priority && !is_booked => {
                self.first_priority().map_or(class, |first| &first.id)
            }
            TransferClass::Keep | TransferClass::Lose | TransferClass::Gain => class,
        }
    }

    /// The first class that is a priority and not by appointment.
    pub(crate) fn first_priority(&self) -> Option<&Class> {
        let mut classes = self.classes.iter();
        classes.find(|class| class.priority && class.appointment.is_none())
    }
}
