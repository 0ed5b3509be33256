//! The branch's own pictures: asked for where they are others than those shown.

use std::cell::RefCell;
use std::rc::Rc;

use antre_client::Client;
use antre_protocol::BrandAnswer;

use super::office::UnderWay;
use crate::brand::{Pictures, Signboard};

/// The pictures of one kiosk.
pub(super) struct Brand {
    client: Client,
    board: Signboard,
    shown: RefCell<Shown>,
}

/// Which version of the pictures is shown, or about to be.
#[derive(Default)]
struct Shown {
    version: String,
    on_the_way: bool,
}

impl Brand {
    pub(super) fn new(client: Client, board: Signboard) -> Self {
        Self {
            client,
            board,
            shown: RefCell::default(),
        }
    }

    /// Whether `version` is still to be asked for; if so, it is on its way from now on.
    pub(super) fn is_unread(&self, version: &str) -> bool {
        let mut shown = self.shown.borrow_mut();
        if shown.on_the_way || shown.version == version {
            return false;
        }
        if version.is_empty() {
            shown.version.clear();
            self.board.show(Pictures::default());
            return false;
        }
        shown.on_the_way = true;
        true
    }

    /// What cannot be had now is asked for again at the next look; until then the screen stays as it is.
    pub(super) fn fetch(self: Rc<Self>) -> UnderWay {
        Box::pin(async move {
            let fetched = self.client.brand().await;
            let read = match fetched {
                Ok(answer) => read(answer).await,
                Err(error) => {
                    tracing::warn!("the branch's pictures did not come: {error}");
                    None
                }
            };
            let mut shown = self.shown.borrow_mut();
            shown.on_the_way = false;
            if let Some((version, pictures)) = read {
                shown.version = version;
                self.board.show(pictures);
            }
        })
    }
}

/// Beside the network, which must not wait for it.
async fn read(answer: BrandAnswer) -> Option<(String, Pictures)> {
    let version = answer.version.clone();
    let pictures = tokio::task::spawn_blocking(move || Pictures::read(answer)).await;
    pictures.ok().map(|pictures| (version, pictures))
}
