//! A turn of the lane in the branch's own manner: its languages, its words, said once or twice.

use std::collections::BTreeMap;

use antre_domain::{Locale, Text};
use antre_protocol::{AnnouncementCard, CounterCard, DisplayView};
use antre_speech::lane::{Calling, Shed, Turn, What};
use antre_speech::{
    Chime, Clips, CounterName, Manner, Plan, Sentence, announcing, calling, plan, transcript,
};

use crate::{face, notices};

/// What a turn sounds like.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) chime: Option<Chime>,
    pub(crate) plans: Vec<Plan>,
    /// As it is written down.
    pub(crate) text: String,
    /// Words that have no clip, after their language.
    pub(crate) without_clip: Vec<String>,
}

/// Whether the branch wants its calls spoken, in a language that there is a plan for.
pub(crate) fn has_voice(view: &DisplayView) -> bool {
    !view.hall.voice.languages(&view.branch.languages).is_empty()
}

/// What `turn` sounds like; `None` where there are no words for it. `card` finds what the lane was
/// given.
pub(crate) fn said<'a>(
    turn: &Turn,
    view: &DisplayView,
    clips: &BTreeMap<Locale, Clips>,
    card: impl Fn(u128) -> Option<&'a AnnouncementCard>,
) -> Option<Said> {
    let policy = &view.hall.voice;
    let mut languages = policy.languages(&view.branch.languages);
    if turn.shed >= Shed::SecondLanguage {
        languages.truncate(1);
    }
    let sentence = |language: &Locale| match &turn.what {
        What::Calls(calls) => called(calls, *language, view),
        What::Saying(saying) => announced(card(saying.id)?, *language, view),
    };
    let sentences: Vec<Sentence> = languages.iter().filter_map(sentence).collect();
    if sentences.is_empty() {
        return None;
    }
    let usual = policy.chime && turn.shed < Shed::Chime;
    let (times, chime) = match &turn.what {
        // It comes again by itself as long as it stands.
        What::Saying(saying) if saying.is_emergency => (1, Some(Chime::Emergency)),
        What::Saying(_) | What::Calls(_) => {
            let is_twice = policy.repeat && turn.shed < Shed::Repeat;
            (1 + usize::from(is_twice), usual.then_some(Chime::Call))
        }
    };
    let none = Clips::default();
    let plans: Vec<Plan> = sentences
        .iter()
        .map(|sentence| plan(sentence, clips.get(&sentence.language).unwrap_or(&none)))
        .collect();
    let text: Vec<String> = sentences.iter().map(transcript).collect();
    Some(Said {
        chime,
        text: text.join(" "),
        without_clip: match &turn.what {
            What::Calls(_) => plans.iter().flat_map(|plan| lacking(plan, clips)).collect(),
            // Nobody has recorded what a supervisor has just written.
            What::Saying(_) => Vec::new(),
        },
        plans: std::iter::repeat_n(plans, times).flatten().collect(),
    })
}

/// The words of a plan that a pack with clips lacks; without a pack everything is synthesised anyway.
fn lacking(plan: &Plan, clips: &BTreeMap<Locale, Clips>) -> Vec<String> {
    if !clips.contains_key(&plan.language) {
        return Vec::new();
    }
    let language = plan.language.as_str();
    let lacking = plan.without_clip();
    lacking.map(|text| format!("{language}/{text}")).collect()
}

fn called(calls: &[Calling], language: Locale, view: &DisplayView) -> Option<Sentence> {
    let first = calls.first()?;
    let policy = &view.hall.voice;
    let numbers: Vec<_> = calls.iter().map(|call| call.number).collect();
    let mut counters = view.counters.iter();
    let counter = counters.find(|counter| counter.id == first.counter);
    let own = face::own_language(&view.branch);
    let name = counter.map(|counter| name(counter, language, own));
    let nameless = CounterName {
        noun: String::new(),
        sign: String::new(),
        spoken: None,
    };
    let manner = Manner {
        language,
        numbers: policy.numbers,
        word: policy.word,
        recall: first.recall > 0,
    };
    calling(&numbers, &name.unwrap_or(nameless), &manner)
}

fn name(counter: &CounterCard, language: Locale, own: Locale) -> CounterName {
    let spoken = counter.spoken.as_ref().and_then(|spoken| match spoken {
        Text::Same(spoken) => Some(spoken.clone()),
        // "tiga" is no English word: the sign is read instead.
        Text::Each(each) => each.get(&language).cloned(),
    });
    CounterName {
        noun: counter.noun.get(language, own).to_owned(),
        sign: counter.sign.clone(),
        spoken,
    }
}

fn announced(card: &AnnouncementCard, language: Locale, view: &DisplayView) -> Option<Sentence> {
    let words = card.text.as_ref();
    let words = words.and_then(|text| notices::own_words(text, language, &view.branch));
    announcing(card.kind, words, language)
}
