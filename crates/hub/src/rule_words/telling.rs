//! One profile's rule, sentence by sentence.

use antre_domain::config::{Custom, Finally, Line, Rule, Share, Step};
use antre_domain::{Config, LineId, ProfileId};

use super::phrases::{and, conditions, duration, services_and};
use crate::texts::Words;

/// What one profile says, with the grammar it comes to.
pub(super) struct Telling<'a> {
    pub(super) words: Words<'a>,
    pub(super) config: &'a Config,
    pub(super) custom: Custom,
}

impl Telling<'_> {
    /// The rule with its knobs, a sentence each.
    pub(super) fn rule(&self, rule: &Rule) -> Vec<String> {
        let tongue = self.words.tongue();
        match rule {
            Rule::Fair(_) => self.fair(),
            Rule::Ratio(ratio) => self.ratio(ratio.priority, ratio.regular),
            Rule::AppointmentsFirst(_) => self.appointments_first(),
            Rule::Like(other) => {
                let like = self.profile_name(other);
                let mut said = vec![tongue.pick(
                    format!("Aturannya sama dengan profil {like}."),
                    format!("By the same rule as the profile {like}."),
                )];
                if let Some(other) = self.config.profile(other) {
                    said.extend(self.rule(&other.rule));
                }
                said
            }
            Rule::Custom(custom) => self.custom(custom),
        }
    }

    fn fair(&self) -> Vec<String> {
        let targets = self.targets(&self.custom.lines);
        let mut said = vec![self.words.tongue().pick(
            format!(
                "Adil: yang dipanggil lebih dulu ialah yang paling dekat dengan target tunggu golongannya ({targets})."
            ),
            format!(
                "Fair (Adil): whoever is nearest to the target wait of their class is called first ({targets})."
            ),
        )];
        said.extend(self.common_share(&self.custom.lines));
        said.extend(self.common_cap());
        said
    }

    fn ratio(&self, priority: u16, regular: u16) -> Vec<String> {
        let lines: Vec<String> = self
            .custom
            .lines
            .iter()
            .map(|line| self.line(&line.id))
            .collect();
        let (first, other) = match lines.as_slice() {
            [first, other] => (first.as_str(), other.as_str()),
            _ => ("", ""),
        };
        let mut said = vec![self.words.tongue().pick(
            format!(
                "Prioritas {priority}:{regular}: {priority} panggilan untuk {first}, lalu {regular} untuk {other}, dan begitu seterusnya; giliran yang tidak ada orangnya dilompati."
            ),
            format!(
                "Priority {priority}:{regular}: {priority} for {first}, then {regular} for {other}, over and over; a turn for which nobody waits is passed over."
            ),
        )];
        said.extend(self.common_cap());
        said
    }

    fn appointments_first(&self) -> Vec<String> {
        let tongue = self.words.tongue();
        let others = self.custom.lines.get(1..).unwrap_or_default();
        let targets = self.targets(others);
        let mut said = vec![
            tongue
                .pick(
                    "Janji temu dulu: yang punya janji dipanggil sejak jam janjinya.",
                    "Appointments first (Janji temu dulu): whoever has one is called from the booked time.",
                )
                .to_owned(),
            tongue.pick(
                format!(
                    "Selebihnya yang paling dekat dengan target tunggu golongannya ({targets})."
                ),
                format!("Of the others whoever is nearest to the target wait of their class ({targets})."),
            ),
        ];
        said.extend(self.common_share(others));
        said.extend(self.common_cap());
        said
    }

    fn custom(&self, custom: &Custom) -> Vec<String> {
        let Custom {
            lines,
            steps,
            finally,
        } = custom;
        let tongue = self.words.tongue();
        let order = tongue.pick(
            "Aturan yang ditulis sendiri: lebih dulu giliran yang dijamin, lalu yang lewat batas, lalu langkah-langkahnya, lalu aturan akhir.",
            "A rule of its own: first guaranteed turns, then whoever is past a limit, then the steps, then the final rule.",
        );
        let mut said: Vec<String> = lines
            .iter()
            .filter_map(|line| self.promised(line))
            .collect();
        let numbered = (1..).zip(steps);
        said.extend(numbered.map(|(number, step)| format!("{number}. {}", self.step(step))));
        let decides_alone = said.is_empty();
        if !decides_alone {
            said.insert(0, order.to_owned());
        }
        said.push(self.finally(finally, decides_alone));
        said
    }

    /// The share and the cap of a line.
    fn promised(&self, line: &Line) -> Option<String> {
        let tongue = self.words.tongue();
        let share = line.one_in.map(|one_in| {
            tongue.pick(
                format!("sedikitnya satu dari setiap {one_in} panggilan"),
                format!("at least one in every {one_in} calls"),
            )
        });
        let cap = line.cap_secs.map(|secs| {
            let cap = duration(tongue, secs);
            tongue.pick(
                format!("didahulukan setelah menunggu {cap}"),
                format!("goes first after a wait of {cap}"),
            )
        });
        let promises: Vec<String> = [share, cap].into_iter().flatten().collect();
        let name = self.line(&line.id);
        (!promises.is_empty()).then(|| format!("{name}: {}.", promises.join("; ")))
    }

    fn step(&self, step: &Step) -> String {
        let tongue = self.words.tongue();
        let Step { when, call } = step;
        let line = self.line(call);
        let conditions = conditions(tongue, *when);
        if conditions.is_empty() {
            return tongue.pick(
                format!("Selama ada yang menunggu, panggil {line}."),
                format!("While anybody waits there, call {line}."),
            );
        }
        let conditions = and(tongue, conditions);
        tongue.pick(
            format!("Bila {conditions}, panggil {line}."),
            format!("When {conditions}, call {line}."),
        )
    }

    fn finally(&self, finally: &Finally, decides_alone: bool) -> String {
        let tongue = self.words.tongue();
        let whom = match finally {
            Finally::LongestWait => tongue
                .pick(
                    "siapa yang paling lama menunggu di antrean ini",
                    "whoever has waited longest in this queue",
                )
                .to_owned(),
            Finally::LongestLife => tongue
                .pick(
                    "siapa yang paling lama berada di sini",
                    "whoever has been in the branch longest",
                )
                .to_owned(),
            Finally::NearestToTarget => tongue
                .pick(
                    "siapa yang paling dekat dengan target tunggu golongannya",
                    "whoever is nearest to the target wait of their class",
                )
                .to_owned(),
            Finally::Ratio(shares) => self.turns(shares),
            Finally::Priority(order) => {
                let order: Vec<String> = order.iter().map(|line| self.line(line)).collect();
                let order = order.join(tongue.pick(", lalu ", ", then "));
                tongue.pick(
                    format!("menurut urutan {order}"),
                    format!("in the order {order}"),
                )
            }
        };
        if decides_alone {
            tongue.pick(format!("Dipanggil {whom}."), format!("Called is {whom}."))
        } else {
            tongue.pick(
                format!("Selain itu: {whom}."),
                format!("Otherwise: {whom}."),
            )
        }
    }

    fn turns(&self, shares: &[Share]) -> String {
        let tongue = self.words.tongue();
        let turns = shares.iter().map(|Share { line, turns }| {
            let line = self.line(line);
            tongue.pick(
                format!("{turns} untuk {line}"),
                format!("{turns} for {line}"),
            )
        });
        let turns: Vec<String> = turns.collect();
        let turns = turns.join(tongue.pick(", lalu ", ", then "));
        tongue.pick(
            format!("bergiliran, {turns}; giliran yang tidak ada orangnya dilompati"),
            format!("in turns, {turns}; a turn for which nobody waits is passed over"),
        )
    }

    /// The share that a rule with a name gives every one of `lines`.
    fn common_share(&self, lines: &[Line]) -> Option<String> {
        let one_in = lines.first()?.one_in?;
        let names = lines.iter().map(|line| self.line(&line.id)).collect();
        let tongue = self.words.tongue();
        let names = and(tongue, names);
        Some(tongue.pick(
            format!(
                "Selama ada yang menunggu di situ, {names} masing-masing mendapat sedikitnya satu dari setiap {one_in} panggilan."
            ),
            format!(
                "While somebody waits there, {names} each have at least one in every {one_in} calls."
            ),
        ))
    }

    /// The cap that a rule with a name gives all of its lines.
    fn common_cap(&self) -> Option<String> {
        let tongue = self.words.tongue();
        let cap = duration(tongue, self.custom.lines.first()?.cap_secs?);
        Some(tongue.pick(
            format!(
                "Yang sudah menunggu {cap} tidak dilewati lagi, kecuali oleh yang lebih dulu lewat batas itu atau yang mendapat giliran yang dijamin."
            ),
            format!(
                "After a wait of {cap} nobody is passed any more, except by those who passed that limit before, or whose guaranteed turn it is."
            ),
        ))
    }

    /// The targets of the classes in these lines.
    fn targets(&self, lines: &[Line]) -> String {
        let tongue = self.words.tongue();
        let classes = lines.iter().flat_map(|line| &line.classes);
        let targets = classes.filter_map(|id| {
            let class = self.config.class(id)?;
            let target = duration(tongue, class.target_wait_secs);
            Some(format!("{} {target}", self.words.text(&class.name)))
        });
        let targets: Vec<String> = targets.collect();
        targets.join(", ")
    }

    /// What a line is called: its own name, or what it takes.
    pub(super) fn line(&self, id: &LineId) -> String {
        let tongue = self.words.tongue();
        let Some(index) = self.custom.lines.iter().position(|line| line.id == *id) else {
            return id.to_string();
        };
        let Line {
            name,
            classes,
            services,
            ..
        } = &self.custom.lines[index];
        if let Some(name) = name {
            return self.words.text(name).to_owned();
        }
        let classes: Vec<String> = classes.iter().map(|id| self.words.class(id)).collect();
        let services: Vec<String> = services.iter().map(|id| self.words.service(id)).collect();
        match (classes.is_empty(), services.is_empty()) {
            (false, true) => and(tongue, classes),
            (true, false) => services_and(tongue, services),
            (false, false) => {
                format!(
                    "{} ({})",
                    and(tongue, classes),
                    services_and(tongue, services)
                )
            }
            (true, true) => {
                let known = self.words.line(id);
                match (known == id.as_str(), index) {
                    (false, _) => known,
                    (true, 0) => tongue.pick("Semua", "Everybody").to_owned(),
                    (true, _) => tongue.pick("Yang lain", "Everybody else").to_owned(),
                }
            }
        }
    }

    fn profile_name(&self, id: &ProfileId) -> String {
        let profile = self.config.profile(id);
        profile.map_or_else(
            || id.to_string(),
            |profile| self.words.text(&profile.name).to_owned(),
        )
    }
}
