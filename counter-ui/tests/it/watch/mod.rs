//! The supervisor's pages: what is struck and touched there, and how they look.

mod made;
mod pages;
mod pictures;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use antre_counter::keymap::Keymap;
use antre_counter::{App, Heard, Hub, Scheme, Setup, Theme, Wanted, init};
use antre_counter_flow::watch::{Answer, Ask, Intent};
use antre_domain::{CounterId, Locale};
use antre_protocol::{
    CounterView, ForecastAnswer, PeopleAnswer, TicketListAnswer, TicketRow, WhyAnswer,
};
use i_slint_backend_testing::{ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions};
use slint::platform::WindowEvent;
use slint::{ComponentHandle as _, PhysicalSize, SharedString};

/// A supervisor before the pages, and a hub that answers what is read.
pub struct Lead {
    pub app: App,
    pub view: CounterView,
    pub hub: Hub,
    pub rows: Vec<TicketRow>,
    pub forecast: ForecastAnswer,
    pub locale: Locale,
    /// The acts that were asked for.
    pub acts: Vec<Intent>,
    /// What the hub answers an act with.
    pub answer: Answer,
    rings: Rc<Cell<u32>>,
    asked: Rc<RefCell<Vec<Ask>>>,
    now: Rc<Cell<Duration>>,
}

impl Lead {
    /// Whoever works at `counter` and leads the hall.
    pub fn at(
        counter: Option<&str>,
        size: (u32, u32),
        scheme: Scheme,
        locale: Locale,
        view: CounterView,
    ) -> Self {
        let _ =
            slint::platform::set_platform(Box::new(TestingBackend::new(TestingBackendOptions {
                mock_time: true,
                threading: true,
                renderer_name: Some("software".into()),
            })));
        let now = Rc::new(Cell::new(Duration::ZERO));
        let asked: Rc<RefCell<Vec<Ask>>> = Rc::default();
        let rings = Rc::new(Cell::new(0));
        let setup = Setup {
            counter: counter.map(|id| CounterId::new(id).unwrap()),
            scheme,
            locale: Some(locale),
            keymap: Keymap::default(),
        };
        let (clock, outbox, bell) = (Rc::clone(&now), Rc::clone(&asked), Rc::clone(&rings));
        let send = move |wanted| {
            if let Wanted::Hall(ask) = wanted {
                outbox.borrow_mut().push(ask);
            }
            true
        };
        let ring = move || bell.set(bell.get() + 1);
        let app = init(setup, move || clock.get(), send, ring).unwrap();
        app.window()
            .window()
            .set_size(PhysicalSize::new(size.0, size.1));
        app.window().show().unwrap();
        let forecast = made::forecast(&view, locale);
        let mut lead = Self {
            app,
            view,
            hub: Hub::Live,
            rows: made::rows(),
            forecast,
            locale,
            acts: Vec::new(),
            answer: Answer::Done,
            rings,
            asked,
            now,
        };
        lead.hear();
        lead.pass(Duration::from_secs(1));
        lead
    }

    /// A whole window for the hall, on an ordinary morning.
    pub fn new(size: (u32, u32)) -> Self {
        let languages = [Locale::ID, Locale::EN];
        let view = made::morning(&languages);
        let mut lead = Self::at(None, size, Scheme::Light, Locale::EN, view);
        lead.lead();
        lead
    }

    /// The device's own token leads the hall.
    pub fn lead(&mut self) {
        self.app.handle_leads(true);
        self.serve();
    }

    pub fn hear(&mut self) {
        self.app.handle_heard(Heard {
            view: Some(Arc::new(self.view.clone())),
            hub: self.hub,
            clock: Some((made::ago(0), self.now.get())),
        });
        self.serve();
    }

    pub fn strike(&mut self, key: impl Into<SharedString>) {
        let text = key.into();
        let window = self.app.window().window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
        self.serve();
    }

    pub fn type_in(&mut self, text: &str) {
        for sign in text.chars() {
            self.strike(sign.to_string());
        }
    }

    /// A finger on the part with this label.
    #[track_caller]
    pub fn touch(&mut self, label: &str) {
        let found = ElementHandle::find_by_accessible_label(self.app.window(), label).next();
        let Some(part) = found else {
            panic!("{label} is not among {:?}", self.labels());
        };
        part.invoke_accessible_default_action();
        self.serve();
    }

    pub fn pass(&mut self, time: Duration) {
        const STEP: Duration = Duration::from_millis(50);
        let end = self.now.get() + time;
        while self.now.get() < end {
            let step = STEP.min(end - self.now.get());
            self.now.set(self.now.get() + step);
            i_slint_backend_testing::mock_elapsed_time(step);
        }
        self.serve();
    }

    pub fn rings(&self) -> u32 {
        self.rings.get()
    }

    pub fn rtl(&self) {
        self.app.window().global::<Theme<'_>>().set_rtl(true);
    }

    pub fn labels(&self) -> Vec<String> {
        let all = ElementQuery::from_root(self.app.window())
            .match_descendants()
            .find_all();
        let labels = all.iter().filter_map(ElementHandle::accessible_label);
        labels.map(String::from).collect()
    }

    pub fn says(&self, text: &str) -> bool {
        self.labels().iter().any(|label| label.contains(text))
    }

    pub fn shoot(&self, name: &str) -> PathBuf {
        let directory = std::env::var_os("ANTRE_SHOTS").map_or_else(
            || Path::new(env!("CARGO_TARGET_TMPDIR")).join("watch"),
            PathBuf::from,
        );
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join(format!("{name}.png"));
        antre_ui_kit::offscreen::shoot(self.app.window(), &path).unwrap();
        path
    }

    fn serve(&mut self) {
        loop {
            let asked = self.asked.take();
            if asked.is_empty() {
                return;
            }
            for Ask { id, intent } in asked {
                let answer = match &intent {
                    Intent::People => Answer::People(PeopleAnswer {
                        people: made::people(),
                    }),
                    Intent::Tickets(_) => Answer::Tickets(TicketListAnswer {
                        tickets: self.rows.clone(),
                        left_out: 0,
                    }),
                    Intent::Why { .. } => Answer::Why(WhyAnswer {
                        lines: made::story(self.locale),
                    }),
                    Intent::Report(_) => Answer::Report(Box::new(made::figures())),
                    Intent::Forecast => Answer::Forecast(Box::new(self.forecast.clone())),
                    _ => self.answer.clone(),
                };
                if !intent.is_read() {
                    self.acts.push(intent);
                }
                self.app.handle_answer(id, answer);
            }
        }
    }
}
