use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::effects::ThresholdEffects;
use super::form::{ThresholdsForm, value};
use crate::guide::phases;
use crate::guide::phases::thresholds::{ALL, Threshold, ThresholdGroup, Thresholds};
use crate::organisation::logins::Admin;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/thresholds/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub form: ThresholdsForm,
    pub in_force: Thresholds,
    pub problems: Problems,
}

/// A threshold as a row of the form.
struct ThresholdField {
    threshold: &'static Threshold,
    text: String,
    usual: String,
    /// The number in force differs from the default.
    changed: bool,
}

impl EditPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn groups(&self) -> [ThresholdGroup; ThresholdGroup::ALL.len()] {
        ThresholdGroup::ALL
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    fn fields(&self, group: &ThresholdGroup) -> Vec<ThresholdField> {
        ALL.iter()
            .filter(|threshold| threshold.group == *group)
            .map(|threshold| ThresholdField {
                threshold,
                text: self.form.text(threshold, &self.in_force),
                usual: threshold.unit.text(threshold.default),
                changed: self.in_force.get(threshold.name) != Some(threshold.default),
            })
            .collect()
    }

    /// Fills the hidden field: what this page shows is what its reader has seen.
    fn seen(&self) -> String {
        ThresholdsForm::of(&self.in_force).seen_text()
    }
}

pub async fn edit(Admin(who): Admin, State(app): State<App>) -> Result<EditPage> {
    let in_force = phases::thresholds(&app.db).await?;
    let form = ThresholdsForm::of(&in_force);
    Ok(EditPage { shell: who.shell, form, in_force, problems: Problems::default() })
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/thresholds/preview.html")]
pub struct PreviewPage {
    pub shell: Shell,
    pub in_force: Thresholds,
    pub wanted: Thresholds,
    pub effects: ThresholdEffects,
}

/// A number that changes, as the preview lists it.
struct ChangedThreshold {
    threshold: &'static Threshold,
    from: String,
    to: String,
    typed: String,
}

impl PreviewPage {
    fn changes(&self) -> Vec<ChangedThreshold> {
        ALL.iter()
            .filter(|threshold| self.in_force.get(threshold.name) != self.wanted.get(threshold.name))
            .map(|threshold| ChangedThreshold {
                threshold,
                from: threshold.unit.text(value(&self.in_force, threshold)),
                to: threshold.unit.text(value(&self.wanted, threshold)),
                typed: threshold.unit.typed(value(&self.wanted, threshold)),
            })
            .collect()
    }

    fn seen(&self) -> String {
        ThresholdsForm::of(&self.in_force).seen_text()
    }
}
