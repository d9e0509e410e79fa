//! Whom communities are for, as their organisers chose.

use super::content::communities::{AUDIENCES, DemoAudience};
use super::{community_of, society::People};
use crate::impact::audience::{self, ChosenAudience};
use crate::organisation::teams::Team;
use crate::platform::app::App;
use crate::platform::error::Result;

pub async fn choose(app: &App, people: &People, teams: &[Team]) -> Result<()> {
    for DemoAudience { community, organiser, departments, teams: chosen } in AUDIENCES {
        let place = community_of(app, people.named(organiser)?, community).await?;
        let whole = teams.iter().filter(|team| departments.contains(&team.department.as_str()));
        let single = teams.iter().filter(|team| chosen.contains(&team.name.as_str()));
        let mut departments: Vec<_> = whole.map(|team| team.department_id).collect();
        departments.dedup();
        let audience = ChosenAudience { departments, teams: single.map(|team| team.id).collect() };
        let mut tx = app.db.begin().await?;
        audience::choose(&mut tx, place.id, &audience).await?;
        tx.commit().await?;
    }
    Ok(())
}
