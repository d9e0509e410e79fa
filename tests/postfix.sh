# A throw-away Postfix with a certificate of its own and a password, as Debian packs it. To be sourced; needs root.
#
#   start_postfix FOLDER    starts it on a free port, and sets SMTP_ADDRESS (user:password@host:port) and SMTP_CERTIFICATE
#   stop_postfix FOLDER
#
# Whatever it takes for example.org ends in FOLDER/mail/inbox/new, a file a mail.

start_postfix() {
    local folder=$1 port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    chmod 755 "$folder"
    mkdir -p "$folder/queue" "$folder/data" "$folder/mail" "$folder/sasl"
    chown postfix "$folder/data" "$folder/mail"
    SMTP_CERTIFICATE=$folder/certificate.pem
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
        -addext basicConstraints=CA:FALSE -keyout "$folder/key.pem" -out "$SMTP_CERTIFICATE" 2>/dev/null
    printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: %s/sasldb2\n' \
        "$folder" >"$folder/sasl/smtpd.conf"
    printf 'secret' | saslpasswd2 -c -p -f "$folder/sasldb2" -u localhost guild
    chown postfix "$folder/sasldb2"
    cat >"$folder/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_tls_cert_file = $SMTP_CERTIFICATE
smtpd_tls_key_file = $folder/key.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = localhost
cyrus_sasl_config_path = $folder/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = example.org
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:$(id -u postfix)
virtual_gid_maps = static:$(id -g postfix)
virtual_minimum_uid = 1
maillog_file_prefixes = $folder
maillog_file = $folder/log
EOF
    cat >"$folder/master.cf" <<EOF
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
EOF
    postfix -c "$folder" start >"$folder/said" 2>&1 || { cat "$folder/said" >&2; return 1; }
    SMTP_ADDRESS=guild%40localhost:secret@localhost:$port
}

stop_postfix() {
    postfix -c "$1" stop >/dev/null 2>&1 || true
}
