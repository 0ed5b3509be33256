//! The hall's pictures: checked beside the branch file, kept under their content, and served from there.

use std::io::Cursor;
use std::path::Path;

use antre_hub::{BranchFileError, read_branch_file};
use antre_protocol::{View, ViewKind};
use data_encoding::HEXLOWER;
use image::{GrayImage, ImageFormat};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::fixture::{BRANCH, Branch};
use crate::screen::Following;

fn picture(format: ImageFormat) -> Vec<u8> {
    let grey = |x: u32, y: u32| image::Luma([(x * 7 + y * 3) as u8]);
    encoded(GrayImage::from_fn(32, 16, grey), format)
}

fn plain(width: u32, height: u32) -> Vec<u8> {
    encoded(GrayImage::new(width, height), ImageFormat::Png)
}

fn encoded(image: GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Writes a branch file with a playlist of `media`, a line of TOML each, and the files beside it.
fn write(dir: &Path, media: &[&str], files: &[(&str, &[u8])]) {
    for (name, content) in files {
        std::fs::write(dir.join(name), content).unwrap();
    }
    let items = media.join(",\n");
    let file = format!("{BRANCH}[hall]\nmedia = [\n{items}\n]\n");
    std::fs::write(dir.join("branch.toml"), file).unwrap();
}

#[track_caller]
fn one_fault(item: &str, files: &[(&str, &[u8])], words: &str) {
    let dir = TempDir::new().unwrap();
    let sound = r#"{ file = "baik.png" }"#;
    let good = picture(ImageFormat::Png);
    write(dir.path(), &[sound, item], &[("baik.png", &good)]);
    for (name, content) in files {
        std::fs::write(dir.path().join(name), content).unwrap();
    }
    let error = read_branch_file(&dir.path().join("branch.toml")).unwrap_err();
    let BranchFileError::Faulty(faults) = error else {
        panic!("not a fault of content: {error}");
    };
    let line = BRANCH.lines().count() + 4;
    let is_it = faults.len() == 1 && faults[0].line == line && faults[0].message.contains(words);
    assert!(is_it, "{words:?} on line {line}: {faults:#?}");
}

#[test]
fn a_picture_that_no_display_could_show_is_refused_with_its_line() {
    let png = picture(ImageFormat::Png);
    let jpeg = picture(ImageFormat::Jpeg);
    let item = r#"{ file = "a.png" }"#;
    one_fault(item, &[], "hall.media[1].file: this file was not read");
    one_fault(item, &[("a.png", b"")], "neither PNG nor JPEG");
    one_fault(item, &[("a.png", b"GIF89a......")], "neither PNG nor JPEG");
    one_fault(
        item,
        &[("a.png", &png[..png.len() - 20])],
        "this PNG is broken",
    );
    one_fault(item, &[("a.png", &png[..12])], "this PNG is broken");
    one_fault(item, &[("a.png", &jpeg)], "this is a JPEG; name it .jpg");
    let mut flipped = png.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    one_fault(item, &[("a.png", &flipped)], "this PNG is broken");
    let photo = r#"{ file = "a.JPG", secs = 20 }"#;
    one_fault(photo, &[("a.JPG", &png)], "this is a PNG; name it .png");
    one_fault(photo, &[("a.JPG", &jpeg[..4])], "this JPEG is broken");
    for missing in [2, 20, jpeg.len() / 2] {
        let torn = &jpeg[..jpeg.len() - missing];
        one_fault(photo, &[("a.JPG", torn)], "this JPEG is broken");
    }
    let huge = plain(4_096, 2_049);
    one_fault(
        item,
        &[("a.png", &huge)],
        "this has 4096 × 2049; save it smaller",
    );
    let mut fat = png.clone();
    fat.resize(4 * 1024 * 1024 + 1, 0);
    one_fault(item, &[("a.png", &fat)], "larger than 4194304 bytes");
    for name in ["../a.png", "/etc/a.png", "..", "foto/a.png"] {
        let item = format!(r#"{{ file = "{name}" }}"#);
        one_fault(&item, &[], "not a picture beside the branch file");
    }
    one_fault(
        r#"{ file = "a.svg" }"#,
        &[],
        "not a picture beside the branch file",
    );
    let filled = format!(r#"{{ file = "a.png", sha256 = "{}" }}"#, sha256(&png));
    one_fault(
        &filled,
        &[("a.png", &png)],
        "is filled in from the file; leave it out",
    );
}

async fn gallery() -> (Branch, Vec<u8>, Vec<u8>) {
    let (png, jpeg) = (picture(ImageFormat::Png), picture(ImageFormat::Jpeg));
    let branch = Branch::open_with(|options| {
        let dir = options.branch_file.as_ref().unwrap().parent().unwrap();
        let items = [r#"{ file = "a.png" }"#, r#"{ file = "b.jpeg", secs = 30 }"#];
        write(dir, &items, &[("a.png", &png), ("b.jpeg", &jpeg)]);
    })
    .await;
    (branch, png, jpeg)
}

struct Fetched {
    status: u16,
    headers: reqwest::header::HeaderMap,
    bytes: Vec<u8>,
}

impl Branch {
    async fn fetches(&self, token: &str, sha256: &str) -> Fetched {
        let path = format!("/api/v1/media/{sha256}");
        let request = self.request(reqwest::Method::GET, &path, token);
        let answer = request.send().await.unwrap();
        Fetched {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            bytes: answer.bytes().await.unwrap().to_vec(),
        }
    }

    /// The same directory without its branch file's help.
    async fn restarted_alone(self) -> Self {
        self.restarted_with(|options| options.branch_file = None)
            .await
    }

    fn kept(&self) -> Vec<String> {
        let dir = std::fs::read_dir(self.dir.path().join("data/media")).unwrap();
        let mut names: Vec<_> = dir
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn displays_are_told_of_their_pictures_and_fetch_them() {
    let (branch, png, jpeg) = gallery().await;
    let display = Following::start(&branch, &branch.display, ViewKind::Display).await;
    let View::Display(view) = &display.view else {
        panic!("a display's view")
    };
    let named: Vec<_> = view
        .hall
        .media
        .iter()
        .map(|item| item.sha256.as_str())
        .collect();
    assert_eq!(named, [sha256(&png), sha256(&jpeg)]);
    for (content, kind) in [(&png, "image/png"), (&jpeg, "image/jpeg")] {
        let sha256 = sha256(content);
        let fetched = branch.fetches(&branch.display, &sha256).await;
        assert_eq!((fetched.status, &fetched.bytes), (200, content));
        let header = |name: &str| fetched.headers[name].to_str().unwrap();
        assert_eq!(header("content-type"), kind);
        assert_eq!(header("content-length"), content.len().to_string());
        assert_eq!(header("etag"), format!("\"{sha256}\""));
        assert_eq!(
            header("cache-control"),
            "private, max-age=31536000, immutable"
        );
        let path = format!("/api/v1/media/{sha256}");
        let again = branch
            .request(reqwest::Method::GET, &path, &branch.display)
            .header("If-None-Match", format!("\"{sha256}\""));
        let again = branch.ask(again).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_pictures_is_served() {
    let (branch, png, _) = gallery().await;
    std::fs::write(branch.dir.path().join("data/media/rahasia"), "x").unwrap();
    let own = sha256(&png);
    for name in [
        "rahasia",
        "",
        "..%2Flog.db",
        "..%2F..%2Fbranch.toml",
        "%2Fetc%2Fpasswd",
        "%FF",
        &own.to_uppercase(),
        &own[..63],
        &format!("{own}0"),
        &"0".repeat(64),
    ] {
        let path = format!("/api/v1/media/{name}");
        let answer = branch.get(&branch.display, &path).await;
        answer.is_problem(404, "not_found");
    }
    let refused = branch.get("", &format!("/api/v1/media/{own}")).await;
    refused.is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_there_without_the_branch_file_and_go_when_nobody_names_them() {
    let (branch, png, jpeg) = gallery().await;
    let mut both = [sha256(&png), sha256(&jpeg)];
    both.sort();
    assert_eq!(branch.kept(), both);
    let dir = branch.dir.path().to_owned();
    std::fs::remove_file(dir.join("a.png")).unwrap();
    let branch = branch.restarted_alone().await;
    let fetched = branch.fetches(&branch.display, &both[0]).await;
    assert_eq!(fetched.status, 200);
    // What a crash left, what nobody names any more, and what is not ours.
    let media = dir.join("data/media");
    std::fs::write(media.join(format!("{}.part", both[0])), "x").unwrap();
    std::fs::write(media.join("catatan.txt"), "x").unwrap();
    write(&dir, &[r#"{ file = "b.jpeg" }"#], &[]);
    let branch = branch.restarted().await;
    let mut left = [sha256(&jpeg), "catatan.txt".to_owned()];
    left.sort();
    assert_eq!(branch.kept(), left);
    let gone = branch.fetches(&branch.display, &sha256(&png)).await;
    assert_eq!(gone.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_lost_costs_itself_alone_and_comes_back_with_the_branch_file() {
    let (branch, png, jpeg) = gallery().await;
    let media = branch.dir.path().join("data/media");
    // As after a restore, and as after a worn disk.
    std::fs::remove_file(media.join(sha256(&png))).unwrap();
    std::fs::write(media.join(sha256(&jpeg)), &jpeg[..9]).unwrap();
    let path = format!("/api/v1/media/{}", sha256(&png));
    let answer = branch.get(&branch.display, &path).await;
    answer.is_problem(404, "not_found");
    let branch = branch.restarted_alone().await;
    for content in [&png, &jpeg] {
        let path = format!("/api/v1/media/{}", sha256(content));
        let answer = branch.get(&branch.display, &path).await;
        answer.is_problem(404, "not_found");
    }
    branch.ticket().await;
    let branch = branch.restarted().await;
    for content in [&png, &jpeg] {
        let fetched = branch.fetches(&branch.display, &sha256(content)).await;
        assert_eq!((fetched.status, &fetched.bytes), (200, content));
    }
}
