//! How many statements a page asks of the database: few enough that a slow line to it is no slow page, and no more than
//! before. The counts are upper bounds; whoever lowers one writes down the new number.

use axum::http::Method;

use crate::access::table::Role;
use crate::access::world::World;
use crate::support::asked::Asked;
use crate::support::site;

/// A page, who asks for it, and how many statements it makes at most, login included.
const MOST: &[(&str, Role, usize)] = &[
    ("/", Role::Member, 4),
    ("/", Role::Organiser, 6),
    ("/communities/{slug}", Role::Member, 5),
    ("/communities/{slug}", Role::Organiser, 8),
    ("/events/{event}", Role::Member, 3),
    ("/events/{event}", Role::Host, 4),
    ("/communities/{slug}/phase", Role::Member, 5),
    ("/communities/{slug}/phase", Role::Organiser, 12),
    ("/communities", Role::Member, 3),
    ("/people", Role::Member, 5),
    ("/calendar", Role::Member, 2),
    ("/impact", Role::Leader, 9),
];

#[tokio::test]
async fn a_page_makes_no_more_statements_than_it_did() {
    let site = site().await;
    let router = guildhall::router(site.over(&site.database_url()).await);
    let world = World::new(&site).await;
    let mut over = Vec::new();
    for (route, role, most) in MOST {
        let (_, browser) = world.people.iter().find(|(known, _)| known == role).expect("one of each");
        let browser = browser.through(router.clone());
        let path = world.path(route);
        // The first time connections are opened, and what lasts is worked out.
        assert_eq!(browser.send(Method::GET, &path, &[], "").await.status(), 200, "{route}");
        let (_, mut asked) = Asked::during(browser.send(Method::GET, &path, &[], "")).await;
        // What a new connection is told is no statement of the page.
        asked.retain(|asked| !asked.starts_with("set "));
        assert!(!asked.is_empty(), "nothing was heard of {route}");
        if asked.len() > *most {
            over.push(format!("{route} as {role:?}: {}, not {most}: {asked:#?}", asked.len()));
        }
    }
    assert!(over.is_empty(), "{}", over.join("\n"));
}
