#!/bin/sh
# Installs the command dmsa of a release, for Linux or macOS. Checks what it downloads against the release's checksum.
#
#     curl -fsSL https://github.com/chop-dbhi/data-models-sqlalchemy/releases/latest/download/install.sh | sh
#
# DMSA_VERSION names a release (default: the newest), DMSA_FOLDER where the command goes (default: ~/.local/bin),
# DMSA_RELEASES another place that holds releases.
set -eu

# All in functions, so that a download that was cut short runs nothing.
fail() {
    echo "dmsa could not be installed: $1" >&2
    exit 1
}

fetch() { curl --proto '=https,file' -fsSL --retry 3 -o "$2" "$1" || fail "$1 cannot be downloaded"; }

main() {
    releases=${DMSA_RELEASES:-https://github.com/chop-dbhi/data-models-sqlalchemy/releases/download}
    target_folder=${DMSA_FOLDER:-$HOME/.local/bin}
    command -v curl >/dev/null || fail "curl is missing"
    case $(uname -s) in
    Linux) system=unknown-linux-gnu ;;
    Darwin) system=apple-darwin ;;
    *) fail "there is no package for $(uname -s)" ;;
    esac
    case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no package for $(uname -m)" ;;
    esac
    version=${DMSA_VERSION:-}
    if [ -z "$version" ]; then
        version=$(curl -fsSLI -o /dev/null -w '%{url_effective}' "${releases%/download}/latest" | sed -n 's|.*/tag/v||p')
        [ -n "$version" ] || fail "the newest release cannot be found; name one in DMSA_VERSION"
    fi

    name=dmsa-$version-$machine-$system
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    fetch "$releases/v$version/$name.tar.gz" "$folder/$name.tar.gz"
    fetch "$releases/v$version/$name.tar.gz.sha256" "$folder/$name.tar.gz.sha256"
    (
        cd "$folder"
        if command -v sha256sum >/dev/null; then sha256sum --quiet -c "$name.tar.gz.sha256"; else shasum -a 256 -c "$name.tar.gz.sha256"; fi >&2
    ) || fail "$name.tar.gz is not what was released: its checksum differs"
    tar -C "$folder" -xzf "$folder/$name.tar.gz"
    mkdir -p "$target_folder"
    # In one step, so that a command that runs is not written over.
    cp "$folder/$name/dmsa" "$target_folder/.dmsa-new"
    mv "$target_folder/.dmsa-new" "$target_folder/dmsa"
    echo "$target_folder/dmsa: $("$target_folder/dmsa" --version)"
    case :$PATH: in
    *":$target_folder:"*) ;;
    *) echo "$target_folder is not on your PATH: add it" ;;
    esac
}

main
