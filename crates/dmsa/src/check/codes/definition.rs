//! What can be wrong with what a definition says, found by [`crate::check::model`].

codes! { DEFINITION:
    DANGLING_REFERENCE = "dangling-reference", Error, "a reference from or to a table or field that does not exist";
    MISMATCHED_REFERENCE = "mismatched-reference", Error, "a reference between fields of different types";
    REFERENCE_TO_NONUNIQUE = "reference-to-nonunique", Error, "a reference to a field that is not unique";
    REPEATED_CONSTRAINT = "repeated-constraint", Warning, "a constraint or reference is given twice";
    DANGLING_CONSTRAINT = "dangling-constraint", Error, "a key or not-null on a table or field that does not exist";
    DANGLING_INDEX = "dangling-index", Error, "an index on a table or field that does not exist";
    SEVERAL_PRIMARY_KEYS = "several-primary-keys", Error, "a table has more than one primary key";
    NO_PRIMARY_KEY = "no-primary-key", Note, "a table has no primary key";
    EMPTY_KEY = "empty-key", Error, "a key or index has no fields";
    REPEATED_KEY_FIELD = "repeated-key-field", Error, "a key or index has a field twice";
    TOO_MANY_KEY_FIELDS = "too-many-key-fields", Error, "a key or index has more fields than a database allows";
    UNINDEXABLE_FIELD = "unindexable-field", Error, "a key or index on a field that a database cannot index";
    TOO_LONG_KEY = "too-long-key", Error, "a key or index takes more bytes than a database allows";
    SHORTENED_KEY = "shortened-key", Warning, "a key is too long for a database to compare it whole";
    REDUNDANT_INDEX = "redundant-index", Warning, "an index on the same fields as a key or another index";
    COVERED_INDEX = "covered-index", Note, "an index on the first fields of a key or another index";
    UNINDEXED_REFERENCE = "unindexed-reference", Note, "referring fields that no index begins with";
    DUPLICATE_NAME = "duplicate-name", Error, "two things have one name";
    UNUSABLE_NAME = "unusable-name", Error, "a name is empty";
    CONTROL_CHARACTER = "control-character", Error, "a name, default or description has a control character";
    STRAY_CHARACTER = "stray-character", Warning, "a description has a control character that outputs replace";
    LONG_NAME = "long-name", Warning, "a name is longer than a database allows";
    RESERVED_WORD = "reserved-word", Note, "a name is a reserved word of a database";
    QUOTED_NAME = "quoted-name", Note, "a name must be quoted for the characters in it";
    UNNAMED_CONSTRAINT = "unnamed-constraint", Note, "a constraint, reference or index has no name";
    FORGOTTEN_REFERENCE = "forgotten-reference", Note, "a field is named like references and refers to nothing";
    UNSIZED_STRING = "unsized-string", Note, "a string without a length";
    FRACTIONAL_KEY = "fractional-key", Warning, "a key or reference that is a number without a scale";
    UNKNOWN_TYPE = "unknown-type", Error, "a type that does not exist";
    MISSING_TYPE = "missing-type", Error, "a field without a type";
    IMPOSSIBLE_SIZE = "impossible-size", Warning, "a size that no value can have";
    EXCESSIVE_SIZE = "excessive-size", Warning, "a size beyond what a database can hold";
    IGNORED_SIZE = "ignored-size", Note, "a size that the type does not have";
    INVALID_DEFAULT = "invalid-default", Error, "a default that is no value of its field";
    DEFAULT_ON_KEY = "default-on-key", Warning, "a default on a field that must be unique";
    TOO_MANY_FIELDS = "too-many-fields", Error, "a table has more fields than a database allows";
    UNMATCHED_AREA = "unmatched-area", Warning, "a subject area names a table that does not exist";
    DANGLING_RENAMING = "dangling-renaming", Warning, "a renaming of a table or field that does not exist";
}
