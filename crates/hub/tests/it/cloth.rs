//! The day's cloth: a thread for each person served, in order.

use antre_protocol::{View, ViewKind};
use serde_json::{Value, json};

use crate::fixture::Branch;
use crate::screen::Following;

impl Branch {
    async fn serves(&self, service: &str, party: u8) -> Value {
        let body = json!({"service": service, "party": party});
        let ticket = self.post(&self.kiosk, "/api/v1/tickets", body).await.json;
        let next = "/api/v1/counters/loket-1/call-next";
        self.post(&self.clerk, next, json!({})).await;
        for verb in ["start", "finish"] {
            let answer = self.acts(&ticket, verb).await;
            assert_eq!(answer, 200, "{verb}");
        }
        ticket
    }

    async fn acts(&self, ticket: &Value, verb: &str) -> u16 {
        let path = format!("/api/v1/tickets/{}/{verb}", ticket["id"].as_str().unwrap());
        self.post(&self.clerk, &path, json!({})).await.status
    }
}

fn cloth(view: &View) -> (u32, &[u8]) {
    match view {
        View::Display(view) => (view.served, &view.cloth),
        View::Kiosk(_) | View::Counter(_) => panic!("a display's view"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_person_served_is_a_thread_in_the_colour_of_their_series() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    assert_eq!(cloth(&display.view), (0, &[][..]));
    branch.serves("lebar", 1).await;
    branch.serves("poli", 1).await;
    let party = branch.serves("kecil", 3).await;
    display.until(|view| cloth(view).0 == 5).await;
    assert_eq!(cloth(&display.view), (5, &[2, 0, 1, 1, 1][..]));
    display.equals_a_snapshot(&branch).await;
    // Taken back: the party leaves the cloth, and the others keep their places.
    assert_eq!(branch.acts(&party, "undo").await, 200);
    display.until(|view| cloth(view).0 == 2).await;
    assert_eq!(cloth(&display.view), (2, &[2, 0][..]));
    display.equals_a_snapshot(&branch).await;
    let branch = branch.restarted().await;
    let again = Following::start(&branch, &branch.display, ViewKind::Display).await;
    assert_eq!(cloth(&again.view), (2, &[2, 0][..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_unserved_is_no_thread() {
    let branch = Branch::open().await;
    branch.open_counter().await;
    let mut display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let ticket = branch.ticket().await;
    let next = "/api/v1/counters/loket-1/call-next";
    branch.post(&branch.clerk, next, json!({})).await;
    branch.acts(&ticket, "start").await;
    let path = format!("/api/v1/tickets/{}/finish", ticket["id"].as_str().unwrap());
    let left = branch
        .post(&branch.clerk, &path, json!({"outcome": "left"}))
        .await;
    assert_eq!(left.status, 200, "{}", left.text);
    display.equals_a_snapshot(&branch).await;
    assert_eq!(cloth(&display.view), (0, &[][..]));
}
