//! The commit that a folder's definitions belong to, so that scripts can record it.

use dmsa::source::regular;
use std::path::{Path, PathBuf};

/// The commit checked out where the path lies in a git work tree. Read from git's own files: git need not be installed.
pub(super) fn checked_out(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let (git, common) = path.ancestors().find_map(git_folders)?;
    head(&git, &common)
}

/// The commit that is checked out.
pub(super) fn head(git: &Path, common: &Path) -> Option<String> {
    let head = text(&git.join("HEAD"))?;
    match head.trim().strip_prefix("ref: ") {
        None => commit(head.trim()),
        Some(branch) => of_reference(git, common, branch),
    }
}

/// The commit of a branch or tag by its full name, such as `refs/heads/main`.
pub(super) fn of_reference(git: &Path, common: &Path, name: &str) -> Option<String> {
    let loose = [git, common].into_iter().find_map(|folder| text(&folder.join(name)));
    commit(loose.or_else(|| packed(common, name))?.trim())
}

/// The text of one of git's own files. None is large, and none is a pipe.
pub(super) fn text(path: &Path) -> Option<String> {
    String::from_utf8(regular(path, 16 << 20).ok()?).ok()
}

fn commit(digits: &str) -> Option<String> {
    (digits.len() >= 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| digits.to_owned())
}

/// Git's folder of a work tree, and the one it shares with its other work trees.
pub(super) fn git_folders(tree: &Path) -> Option<(PathBuf, PathBuf)> {
    let git = tree.join(".git");
    if git.is_dir() {
        return Some((git.clone(), git));
    }
    let pointer = text(&git)?;
    let own = tree.join(pointer.trim().strip_prefix("gitdir: ")?);
    let common = text(&own.join("commondir")).map_or_else(|| own.clone(), |to| own.join(to.trim()));
    Some((own, common))
}

fn packed(git: &Path, branch: &str) -> Option<String> {
    let packed = text(&git.join("packed-refs"))?;
    packed.lines().find_map(|line| line.strip_suffix(branch)?.strip_suffix(' ').map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

    fn tree(name: &str) -> PathBuf {
        let tree = std::env::temp_dir().join(format!("dmsa-commit-{}-{name}", std::process::id()));
        fs::create_dir_all(tree.join("models/v1")).unwrap();
        tree
    }

    #[test]
    fn branches_are_followed() {
        let tree = tree("branch");
        fs::create_dir_all(tree.join(".git/refs/heads")).unwrap();
        fs::write(tree.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(tree.join(".git/packed-refs"), format!("# pack-refs\n{COMMIT} refs/heads/main\n")).unwrap();
        assert_eq!(checked_out(&tree.join("models/v1")).as_deref(), Some(COMMIT));
        let newer = COMMIT.replace('0', "f");
        fs::write(tree.join(".git/refs/heads/main"), format!("{newer}\n")).unwrap();
        assert_eq!(checked_out(&tree), Some(newer));
        fs::remove_dir_all(tree).unwrap();
    }

    #[test]
    fn a_linked_work_tree_has_its_own_head() {
        let tree = tree("linked");
        fs::create_dir_all(tree.join("main/.git/worktrees/models")).unwrap();
        fs::write(tree.join("models/.git"), "gitdir: ../main/.git/worktrees/models\n").unwrap();
        fs::write(tree.join("main/.git/worktrees/models/commondir"), "../..\n").unwrap();
        fs::write(tree.join("main/.git/worktrees/models/HEAD"), "ref: refs/heads/x\n").unwrap();
        fs::write(tree.join("main/.git/packed-refs"), format!("{COMMIT} refs/heads/x\n")).unwrap();
        assert_eq!(checked_out(&tree.join("models/v1")).as_deref(), Some(COMMIT));
        fs::write(tree.join("main/.git/worktrees/models/HEAD"), "not a commit\n").unwrap();
        assert_eq!(checked_out(&tree.join("models")), None);
        fs::remove_dir_all(tree).unwrap();
    }
}
