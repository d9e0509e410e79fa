# Guildhall in a container: one binary, no shell tricks. It keeps nothing inside: all state is in PostgreSQL.
#
#   docker build -t guildhall .
#   docker run -p 3000:3000 -e DATABASE_URL=postgres://… -e GUILDHALL_BASE_URL=https://guild.example.org guildhall
#
# The steps can be tried without a container engine: tests/docker

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM debian:trixie-slim
# The zones of sessions and people come from the system's table; pg_dump, pg_restore and psql (17, which also read older
# servers) write and read backups; a mail server's certificate is held against the system's roots.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-client tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --user-group --no-create-home --home-dir /nonexistent guildhall
COPY --from=build /src/target/release/guildhall /usr/local/bin/guildhall
USER guildhall
# Inside a container, the outside is all there is to listen to.
ENV GUILDHALL_BIND=0.0.0.0:3000
EXPOSE 3000
ENTRYPOINT ["guildhall"]
