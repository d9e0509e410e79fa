use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};

use super::actions::DayOffForm;
use crate::learning::coffee::{
    self, CoffeeCoverage, CoffeePreview, CoffeeProgramme, CoffeeRound, NamedDayOff, PreviewQuery,
};
use crate::organisation::logins::{Admin, SignedIn};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell, when};

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/coffee/show.html")]
pub struct ShowPage {
    pub shell: Shell,
    pub programme: Option<CoffeeProgramme>,
    pub rounds: Vec<CoffeeRound>,
    pub preview: Option<CoffeePreview>,
    pub coverage: CoffeeCoverage,
    pub days_off: Vec<NamedDayOff>,
    pub form: DayOffForm,
    pub problems: Problems,
}

impl ShowPage {
    pub async fn load(who: SignedIn, app: &App) -> Result<Self> {
        let shell = who.shell;
        let programme = coffee::programme(&app.db, None).await?;
        let rounds = match &programme {
            Some(programme) => coffee::rounds(&app.db, programme.id).await?,
            None => Vec::new(),
        };
        let today = when::to_date(when::day(shell.now, &shell.zone));
        let days_off = coffee::named_days_off(&app.db, today).await?;
        let coverage = coffee::coverage(&app.db).await?;
        let (form, problems) = (DayOffForm::default(), Problems::default());
        Ok(Self { shell, programme, rounds, preview: None, coverage, days_off, form, problems })
    }

    fn is_asking(&self) -> bool {
        self.rounds.first().is_some_and(CoffeeRound::is_asking)
    }
}

pub async fn show(
    Admin(who): Admin,
    State(app): State<App>,
    Query(asked): Query<PreviewQuery>,
) -> Result<ShowPage> {
    let mut page = ShowPage::load(who, &app).await?;
    if let Some(programme) = page.programme.as_ref().filter(|_| !asked.preview.is_empty()) {
        page.preview = coffee::preview(&app, programme.id).await?;
    }
    Ok(page)
}
