//! The work profiles: whom they call, by which rule, and what they promise.

use std::sync::Arc;

use antre_domain::config::Profile;
use antre_domain::{Config, Rejection};
use antre_protocol::{LineAnswer, ProfileAnswer};
use axum::Json;
use axum::extract::State;

use super::{Reader, Refusal, Wire};
use crate::rule_words;
use crate::texts::Words;

/// Every work profile with its rule and with the bound of each of its lines.
#[utoipa::path(get, path = "/api/v1/profiles", tag = "branch",
    responses((status = 200, description = "In the order of the branch file.", body = Vec<ProfileAnswer>)))]
pub(crate) async fn profiles(
    State(wire): State<Arc<Wire>>,
    reader: Reader,
) -> Result<Json<Vec<ProfileAnswer>>, Refusal> {
    let answer = wire.read(reader, |_, words| {
        let config = words.config?;
        let profiles = config.profiles.iter();
        Some(
            profiles
                .map(|profile| answer(words, config, profile))
                .collect(),
        )
    });
    answer.map(Json).ok_or_else(|| Rejection::DayNotOpen.into())
}

fn answer(words: Words<'_>, config: &Config, profile: &Profile) -> ProfileAnswer {
    let tongue = words.tongue();
    let lines = rule_words::lines(tongue, config, profile).into_iter();
    let lines = lines.map(|line| LineAnswer {
        id: line.id,
        name: line.name,
        calls_max: line.bound.calls_max,
        in_common: line.bound.in_common,
        text: line.sentence,
    });
    ProfileAnswer {
        id: profile.id.clone(),
        name: words.text(&profile.name).to_owned(),
        services: profile.services.clone(),
        helps: profile.helps.clone(),
        rule: profile.rule.clone(),
        text: rule_words::rule(tongue, config, profile),
        lines: lines.collect(),
    }
}
