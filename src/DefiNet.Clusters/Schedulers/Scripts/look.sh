# A look: the queue, ends, jobs that are gone, growing files.
acknowledge() {
    for token; do
        rm -f "$root/.ended/$token"
    done
}
ended() {
    find "$root/.ended/" -type f ! -name '.*' -exec cat {} + 2>/dev/null
}
# gone TOKEN FOLDER
gone() {
    say gone "$1"
    [ -d "$2" ] || { echo absent; return; }
    echo there
    [ ! -e "$2/job.started" ] || echo started
    [ ! -s "$2/job.submit/answer" ] || { printf 'answer '; head -n 1 "$2/job.submit/answer"; }
    [ ! -s "$2/job.ended" ] || head -c 1000 "$2/job.ended"
    echo
}
# live NUMBER FILE BYTES LINES PATTERN
live() {
    [ -r "$2" ] || return 0
    say live "$1" $(wc -c <"$2")
    if [ -n "$5" ]; then
        tail -c "$3" "$2" | grep -a -- "$5" | tail -n "$4"
    else
        tail -c "$3" "$2" | tail -n "$4"
    fi
    echo
}
