LC_ALL=C
export LC_ALL
# The scheduler's programs may hang when its server is gone.
limited() {
    seconds=$1
    shift
    if command -v timeout >/dev/null 2>&1; then timeout "$seconds" "$@"; else "$@"; fi
}
say() { printf '%s\n' "$nonce $*"; }
user=$(id -un)
pump() { :; }
take_out() { :; }
