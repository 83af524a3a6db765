
# From here on every job is the same. A folder is used once: job.started is made first, by a hard link that only one can make; job.ended is renamed into place last.

begin=$(date +%s)
boot= ticks=
twenty_second() { shift 19; ticks=$1; }
if read -r stat <"/proc/$$/stat"; then
    twenty_second ${stat##*) }
    read -r boot </proc/sys/kernel/random/boot_id
fi 2>/dev/null

problem=
load_modules() {
    [ $# -gt 0 ] || return 0
    for file in "${LMOD_PKG:-/nowhere}/init/sh" "${MODULESHOME:-/nowhere}/init/sh" /etc/profile.d/lmod.sh /etc/profile.d/z00_lmod.sh /etc/profile.d/modules.sh /usr/share/lmod/lmod/init/sh /usr/share/modules/init/sh; do
        command -v module >/dev/null 2>&1 && break
        [ ! -r "$file" ] || . "$file"
    done
    for name; do
        module load "$name" || { problem="the module $name could not be loaded on $(uname -n)"; return 0; }
    done
}

take() {
    mine=job.started.$$.$lane.$(date +%s).$(uname -n) # no other shell anywhere writes this name: lanes of a job have the same $$
    printf '%s\n' "token $run_token" "nonce $mine" "pid $$" "start_ticks $ticks" "boot $boot" \
        "pid_namespace $(readlink /proc/self/ns/pid 2>/dev/null)" "host $(uname -n)" >"$mine" || { rm -f "$mine"; return 1; }
    # On a network disk an answer can be lost after the link was made: then it has two names.
    if ln "$mine" job.started 2>/dev/null || [ "$(ls -l "$mine" | awk '{ print $2 }')" = 2 ]; then
        rm -f "$mine"
        return 0
    fi
    if [ ! -e job.started ] && mkdir job.taken 2>/dev/null; then
        mv "$mine" job.started # a disk that knows no hard links
        return
    fi
    rm -f "$mine"
    return 1
}

ask_to_stop() {
    [ -e job.stopping ] || printf '%s\n' "$1" >job.stopping
    [ -z "$stop_file" ] || printf '%s\n' "$stop_text" >"$stop_file"
}

note_end() {
    stopped=none
    [ ! -s job.stopping ] || read -r stopped <job.stopping
    line="$run_token $code $stopped $run_begin $(date +%s) $(uname -n)"
    for try in 1 2 3 4 5 6 7 8 9 10; do
        if printf '%s\n' "exit_code $code" "end $line" >job.ended.new && mv -f job.ended.new job.ended; then
            sync job.ended 2>/dev/null
            mkdir -p "$root/.ended" && printf '%s\n' "$line" >"$root/.ended/.$run_token.new" && mv -f "$root/.ended/.$run_token.new" "$root/.ended/$run_token"
            return 0
        fi
        sleep 5 # the disk may be full for a moment
    done
    code=74
    return 0
}

# run TOKEN FOLDER STOPFILE STOPTEXT COMMAND...
run() {
    run_token=$1 run_folder=$2 stop_file=$3 stop_text=$4
    shift 4
    cd "$run_folder" 2>/dev/null || return 0
    [ ! -e job.started ] || return 0
    run_begin=$(date +%s)
    left=
    if [ -n "$limit" ]; then
        left=$((limit - run_begin + begin))
        [ "$left" -gt 0 ] || return 0
    fi
    take || return 0
    [ -z "$job" ] || [ -e "$job/job.started" ] || cp job.started "$job/job.started" # of a shared job: that a run in it has begun
    trap 'ask_to_stop signal' HUP INT TERM USR1 USR2 XCPU
    if [ -n "$problem" ]; then
        printf '%s\n' "$problem" >stderr
        code=78
    else
        (
            trap : HUP INT TERM USR1 USR2 XCPU
            exec </dev/null >stdout 2>stderr
            "$@"
            echo $? >job.code
        ) &
        program=$!
        timer=
        if [ -n "$left" ]; then
            (
                trap 'kill $! 2>/dev/null; exit 0' TERM
                sleep "$left" </dev/null >/dev/null 2>&1 &
                wait $!
                ask_to_stop walltime
            ) </dev/null >/dev/null 2>&1 &
            timer=$!
        fi
        while :; do
            wait "$program"
            code=$?
            kill -0 "$program" 2>/dev/null || break
        done
        [ -z "$timer" ] || kill "$timer" 2>/dev/null
        [ ! -s job.code ] || read -r code <job.code
        rm -f job.code
    fi
    note_end
    last=$code
}

last=0
lane=0
prologue
if [ "$at_once" -eq 1 ]; then
    runs
    exit "$last"
fi
lanes=
while [ "$lane" -lt "$at_once" ]; do
    (runs) &
    lanes="$lanes $!"
    lane=$((lane + 1))
done
trap 'kill -s USR1 $lanes 2>/dev/null' HUP INT TERM USR1 USR2 XCPU
for lane in $lanes; do
    while :; do
        wait "$lane"
        kill -0 "$lane" 2>/dev/null || break
    done
done
exit 0
