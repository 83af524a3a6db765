# No scheduler: slots that take the next entry of a folder. Each slot is a background shell that holds a lock as long as it lives.
work=$root/.direct
identity_lives() { # FOLDER: whether the session that has the folder is alive on this machine
    pid= ticks= boot=
    while read -r key value; do
        case $key in pid) pid=$value ;; start_ticks) ticks=$value ;; boot) boot=$value ;; esac
    done <"$1/job.session" 2>/dev/null
    [ -n "$pid" ] && [ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] || return 1
    stat=
    read -r stat <"/proc/$pid/stat" 2>/dev/null
    if [ -n "$stat" ]; then
        set -- ${stat##*) }
        state=$1
        shift 19
        [ "$1" = "$ticks" ] || return 1
        [ "$state" = Z ] || return 0
    fi
    [ -n "$(ps -e -o sid= -o stat= 2>/dev/null | awk -v sid="$pid" '$1 == sid && $2 !~ /^Z/ { print; exit }')" ]
}
submit_one() {
    command -v setsid >/dev/null && command -v flock >/dev/null || { echo "setsid and flock (package util-linux) are not here" >&2; return 127; }
    rm -f job.session job.cancelled
    mkdir -p "$work/queue" && printf '%s\n' "$PWD" >"$work/.$token.new" && mv "$work/.$token.new" "$work/queue/$(date +%s).$token" || return 1
    echo "$token"
}
pump() {
    [ -d "$work" ] || return 0
    if [ ! -x "$work/slot.$slot_version.sh" ]; then
        printf '%s\n' "$slot_program" >"$work/.slot.$$" && chmod 755 "$work/.slot.$$" && mv -f "$work/.slot.$$" "$work/slot.$slot_version.sh" || return 0
    fi
    slot=1
    while [ "$slot" -le "$slots" ]; do
        # Nothing waits, and nothing was left by a slot that died: no need for this one.
        set -- "$work"/queue/*
        [ -e "$1" ] || set -- "$work/slot.$slot"/e.*
        [ ! -e "$1" ] || setsid -f sh "$work/slot.$slot_version.sh" "$work" "$slot" </dev/null >/dev/null 2>&1
        slot=$((slot + 1))
    done
}
queue() {
    echo "TOKEN|STATE|USER"
    [ -d "$work" ] || return 0
    for entry in "$work"/queue/* "$work"/slot.*/e.*; do
        name=${entry##*/}
        name=${name#e.}
        [ "$name" != "*" ] && [ "$name" != "e.*" ] || continue
        state=RUNNING
        # An entry that leaves the queue while this list is made has begun, or ended a moment ago: the next look tells.
        case $entry in */queue/*) [ ! -f "$entry" ] || state=WAITING ;; esac
        printf '%s\n' "${name#*.}|$state|$user"
    done
}
account() {
    for token in $2; do
        if [ -f "$work/ended/$token" ]; then
            printf '%s|%s\n' "$token" "$(cat "$work/ended/$token")"
        elif [ -n "$(find "$work" -type f -name "*.$token" ! -path "*/ended/*" ! -path "*/cancelled/*")" ]; then
            printf '%s|queued\n' "$token"
        fi
    done
}
take_out() { # TOKEN
    for entry in "$work/queue/"*".$1"; do
        [ -f "$entry" ] && mkdir -p "$work/ended" && mv "$entry" "$work/.out.$1" 2>/dev/null && echo cancelled >"$work/ended/$1" && rm -f "$work/.out.$1"
    done
}
# cancel ID TOKEN
cancel() {
    for entry in "$work"/slot.*/e.*".$2"; do
        [ -f "$entry" ] || continue
        read -r folder <"$entry"
        mkdir -p "$work/cancelled" && : >"$work/cancelled/$2"
        : >"$folder/job.cancelled"
        for signal in TERM TERM TERM KILL KILL; do
            identity_lives "$folder" || break
            kill -s "$signal" -- "-$pid" 2>/dev/null
            for pause in 1 2 3 4 5 6 7 8 9 10; do
                identity_lives "$folder" || break 2
                sleep 0.1 2>/dev/null || sleep 1
            done
        done
    done
}
