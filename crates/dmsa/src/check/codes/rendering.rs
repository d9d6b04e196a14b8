//! What a script does not say the way the definition does.

codes! { RENDERING:
    LEFT_OUT = "left-out", Warning, "a script leaves out what the database would refuse";
    CHANGED_TO_FIT = "changed-to-fit", Warning, "a script changes what the database cannot hold as it is";
    KEPT = "kept", Warning, "a migration keeps what the later version does not have";
}
