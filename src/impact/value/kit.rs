//! One page to start a conversation with a leader, before there is anything to count. It prints on one sheet of A4.

use askama::Template;
use askama_web::WebTemplate;

use crate::communities::{Community, Organising};
use crate::organisation::logins::Admin;
use crate::platform::web::Shell;

#[derive(Template, WebTemplate)]
#[template(path = "impact/value/kit.html")]
pub struct KitPage {
    shell: Shell,
    /// The community it speaks for, or communities in general.
    community: Option<Community>,
}

pub async fn of_all(Admin(who): Admin) -> KitPage {
    KitPage { shell: who.shell, community: None }
}

pub async fn of_community(Organising(seen): Organising) -> KitPage {
    KitPage { shell: seen.shell, community: Some(seen.community) }
}
