//! What can be wrong with the files of a definition, found while they are read.

codes! { READING:
    MALFORMED_ROW = "malformed-row", Warning, "a row has more or fewer cells than the header";
    UNUSABLE_ROW = "unusable-row", Error, "a row lacks a cell it cannot do without";
    UNCLOSED_QUOTE = "unclosed-quote", Warning, "a quoted cell is never closed";
    QUOTED_CELL = "quoted-cell", Warning, "a name has quotes of its own around it";
    UNDECODABLE_BYTES = "undecodable-bytes", Warning, "bytes are not UTF-8";
    UNRECOGNISED_HEADER = "unrecognised-header", Warning, "a file's header is of no known kind";
    HEADER_ONLY_FILE = "header-only-file", Note, "a file has no rows";
    ORPHAN_FILE = "orphan-file", Warning, "a file belongs to no definition";
    UNREADABLE_FILE = "unreadable-file", Error, "a file or folder cannot be read";
    NO_DEFINITION = "no-definition", Error, "a source has files, but no definition";
    UNREAD_STATEMENT = "unread-statement", Warning, "a statement of an SQL script, or a part of one, was not understood";
    UNNAMED_DEFINITION = "unnamed-definition", Error, "a definition has no usable name or version";
    SURPLUS_MODEL_ROW = "surplus-model-row", Warning, "a models file names more than one version";
    DUPLICATE_DEFINITION = "duplicate-definition", Error, "the same version is defined twice";
    LISTED_ONLY = "listed-only", Warning, "a version is listed, but its keys, references and indexes are not given";
    FOREIGN_MODEL_NAME = "foreign-model-name", Note, "a row names another model than its definition";
    FOREIGN_VERSION = "foreign-version", Note, "a row names another version than its definition";
    DUPLICATE_TABLE = "duplicate-table", Warning, "a table is listed twice";
    DUPLICATE_FIELD = "duplicate-field", Warning, "a field is listed twice in its table";
    DUPLICATE_SCHEMA_ROW = "duplicate-schema-row", Warning, "a field is given a type twice";
    TABLE_WITHOUT_FIELDS = "table-without-fields", Warning, "a table is listed but has no fields";
    UNLISTED_TABLE = "unlisted-table", Warning, "a table has fields but no tables file lists it";
    MISSING_FIELDS_FILE = "missing-fields-file", Warning, "a table has types but no fields file lists its fields";
    MISSING_SCHEMA_ROW = "missing-schema-row", Error, "a field is given no type";
    ORPHAN_SCHEMA_ROW = "orphan-schema-row", Warning, "a type is given for a field that is not listed";
    UNCLEAR_WORD = "unclear-word", Warning, "a word in a cell may mean yes or no, or is no order";
    UNUSABLE_SIZE = "unusable-size", Warning, "a size is not a whole number";
    UNKNOWN_CONSTRAINT_TYPE = "unknown-constraint-type", Warning, "a constraint is of no known type";
    ORPHAN_RENAMING = "orphan-renaming", Note, "a renaming belongs to no definition";
    UNUSED_MAPPINGS = "unused-mappings", Note, "a mappings file was not used";
    UNREADABLE_DEFINITION = "unreadable-definition", Error, "a definition file is not what its format demands";
    UNKNOWN_KEY = "unknown-key", Warning, "a definition file has a key nobody reads";
}
