//! What is the same on every page: the shell, forms and their problems, words after an action,
//! dates and numbers as people say them, Markdown, paging and static files.

pub mod assets;
pub mod drawing;
pub mod emblem;
pub mod error_page;
mod extract;
pub mod flash;
pub mod forms;
pub mod health;
pub mod markdown;
mod names;
pub mod own_host;
pub mod paging;
pub mod patience;
mod redirects;
mod shell;
pub mod slide;
pub mod signed;
pub mod source;
pub mod when;

pub use extract::{only_if, path};
pub use flash::done;
pub use forms::{AGAIN, Form, Problems, YesNo, encoded, fingerprint, is_overtaken, one_time};
pub use names::{first_name, plain_line};
pub use paging::{NameQuery, Page, Pages, Rows};
pub use redirects::{local_path, login_path, mend_links};
pub use shell::{Me, Shell};
