#!/bin/sh
# One slot of the folder WORK: takes entries until none is left. Usage: slot.sh WORK NUMBER
trap '' HUP
cd "$1" || exit 1
mine=slot.$2
mkdir -p "$mine" ended cancelled
exec 9>"$mine/lock"
flock -n 9 || exit 0
root=${1%/.direct}

lives() {
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

finish() { # ENTRY HOW
    name=${1##*/e.}
    token=${name#*.}
    how=$2
    [ ! -e "cancelled/$token" ] || how=cancelled
    printf '%s\n' "$how" >"ended/.$token" && mv -f "ended/.$token" "ended/$token"
    rm -f "cancelled/$token" "$1"
}

# What an earlier shell of this slot left when it was killed: its job has a session of its own and may live.
for entry in "$mine"/e.*; do
    [ -f "$entry" ] || continue
    read -r folder <"$entry"
    if [ ! -e "$folder/job.session" ]; then
        name=${entry##*/e.}
        mv "$entry" "queue/$name"
        continue
    fi
    while lives "$folder"; do sleep 1; done
    finish "$entry" died
done

while :; do
    taken=
    for entry in queue/*; do
        [ -f "$entry" ] || continue
        name=${entry#queue/}
        if mv "$entry" "$mine/e.$name" 2>/dev/null; then
            taken=$mine/e.$name
            break
        fi
    done
    [ -n "$taken" ] || exit 0
    read -r folder <"$taken"
    # The session is known before anything of the job runs; whoever cancels marks the folder first and then looks for the session, so that one of the two sees the other.
    (cd "$folder" && exec setsid sh -c '
        read -r stat <"/proc/$$/stat" || exit 74
        read -r boot </proc/sys/kernel/random/boot_id || exit 74
        set -- ${stat##*) }
        shift 19
        printf "%s\n" "pid $$" "start_ticks $1" "boot $boot" >job.session.new && mv -f job.session.new job.session || exit 74
        [ ! -e job.cancelled ] || exit 143
        exec ./job.sh') 9>&- </dev/null >"$folder/job.log" 2>&1
    code=$?
    [ "$code" -eq 137 ] && code=died
    while lives "$folder"; do sleep 1; done
    finish "$taken" "$code"
done
