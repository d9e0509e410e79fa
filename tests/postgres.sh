# A throw-away PostgreSQL from the server binaries of this machine. To be sourced.
#
#   start_postgres FOLDER    makes FOLDER/pgdata, starts it, and sets PG_BIN and PG_URL
#   stop_postgres FOLDER
#
# It listens on a socket inside FOLDER alone, which only its own user (and root) may enter.
# PostgreSQL refuses to run as root, so root hands it to `postgres`, or to `nobody`.

# The folder with postgres and initdb: GUILDHALL_PG_BIN where it is set, else the newest one found.
find_postgres() {
    local places=(/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin)
    places+=("$(dirname "$(readlink -f "$(command -v postgres || echo /none/postgres)")")")
    if [ -n "${GUILDHALL_PG_BIN:-}" ]; then places=("$GUILDHALL_PG_BIN"); fi
    local newest=0 bin place version
    for place in "${places[@]}"; do
        if [ -x "$place/postgres" ] && [ -x "$place/initdb" ]; then
            version=$("$place/postgres" --version | grep -oE '[0-9]+' | head -n 1)
            if [ "$version" -gt "$newest" ]; then newest=$version bin=$place; fi
        fi
    done
    [ "$newest" -ge 14 ] && echo "$bin"
}

# Runs a command as the user the server runs as: us, unless we are root.
as_server() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        runuser -u "$(id -un postgres 2>/dev/null || echo nobody)" -- "$@"
    fi
}

start_postgres() {
    local folder=$1
    PG_BIN=$(find_postgres) || { echo "no PostgreSQL server (14 or newer) is installed" >&2; return 1; }
    if [ "$(id -u)" -eq 0 ]; then
        chown "$(id -un postgres 2>/dev/null || echo nobody)" "$folder"
    fi
    chmod 700 "$folder"
    (
        cd / # the server's user may not be let into the folder we are in
        as_server "$PG_BIN/initdb" --pgdata "$folder/pgdata" --username guildhall --auth trust \
            --encoding UTF8 --locale C --no-sync >"$folder/initdb.log" 2>&1 &&
            as_server "$PG_BIN/pg_ctl" --pgdata "$folder/pgdata" --wait --silent --log "$folder/pgdata/log" \
                --options "-F -c listen_addresses='' -c unix_socket_directories='$folder'" start >/dev/null
    ) || { cat "$folder/initdb.log" "$folder/pgdata/log" >&2; return 1; }
    "$PG_BIN/createdb" --host "$folder" --username guildhall guildhall
    PG_URL="postgres://guildhall@localhost/guildhall?host=$folder"
}

stop_postgres() {
    (cd / && as_server "$PG_BIN/pg_ctl" --pgdata "$1/pgdata" --mode immediate --silent stop >/dev/null 2>&1) || true
}
