//! The kind of a CSV file, as its header says.

use crate::suggest::suggest;
use std::borrow::Cow;

/// The columns that mean something, by name.
macro_rules! columns {
    ($($column:ident = $name:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Column {
            $($column,)*
        }

        impl Column {
            const ALL: &'static [(Column, &'static str)] = &[$((Column::$column, $name)),*];

            /// The name in headers.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Column::$column => $name,)*
                }
            }
        }
    };
}

columns! {
    Model = "model",
    Version = "version",
    Table = "table",
    Field = "field",
    Description = "description",
    Label = "label",
    Required = "required",
    Type = "type",
    Length = "length",
    Precision = "precision",
    Scale = "scale",
    Default = "default",
    Name = "name",
    Order = "order",
    Unique = "unique",
    RefTable = "ref_table",
    RefField = "ref_field",
    Url = "url",
    ReleaseLevel = "release_level",
    ReleaseSerial = "release_serial",
    SourceModel = "source_model",
    SourceVersion = "source_version",
    SourceTable = "source_table",
    SourceField = "source_field",
    TargetModel = "target_model",
    TargetVersion = "target_version",
    TargetTable = "target_table",
    TargetField = "target_field",
    Comment = "comment",
    CdmTable = "cdmtablename",
    CdmField = "cdmfieldname",
    CdmType = "cdmdatatype",
    CdmSchema = "schema",
    IsRequired = "isrequired",
    IsPrimaryKey = "isprimarykey",
    IsForeignKey = "isforeignkey",
    FkTable = "fktablename",
    FkField = "fkfieldname",
    FkDomain = "fkdomain",
    FkClass = "fkclass",
    UserGuidance = "userguidance",
    EtlConventions = "etlconventions",
    TableDescription = "tabledescription",
}

use Column::*;

/// The kind of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Fields,
    Schema,
    Indexes,
    Constraints,
    References,
    Tables,
    Mappings,
    Models,
    Renamings,
    OhdsiFields,
    OhdsiTables,
}

/// The kinds with the columns they need. The first that a header has all columns of is its kind.
const KINDS: &[(Kind, &[Column])] = &[
    (Kind::Fields, &[Model, Version, Table, Field, Description]),
    (Kind::Schema, &[Model, Version, Table, Field, Type, Length, Precision, Scale, Default]),
    (Kind::Indexes, &[Model, Version, Table, Field, Name, Order]),
    (Kind::Constraints, &[Model, Version, Table, Field, Type, Name]),
    (Kind::References, &[Version, Table, Field, RefTable, RefField, Name]),
    (Kind::Tables, &[Model, Version, Table, Description]),
    (
        Kind::Mappings,
        &[
            SourceModel,
            SourceVersion,
            SourceTable,
            SourceField,
            TargetModel,
            TargetVersion,
            TargetTable,
            TargetField,
            Comment,
        ],
    ),
    (Kind::Models, &[Model, Version, Label, Description, Url]),
    (Kind::Renamings, &[Model, SourceVersion, SourceTable, SourceField, TargetVersion, TargetTable, TargetField]),
    (Kind::OhdsiFields, &[CdmTable, CdmField, IsRequired, CdmType, IsPrimaryKey, IsForeignKey, FkTable, FkField]),
    (Kind::OhdsiTables, &[CdmTable, CdmSchema, IsRequired, TableDescription]),
];

impl Kind {
    /// The columns with a meaning of their own in files of this kind; all others are extra.
    fn own_columns(self) -> &'static [Column] {
        match self {
            Kind::Fields => &[Model, Version, Table, Field, Description, Required, Label],
            Kind::Schema => &[Model, Version, Table, Field, Type, Length, Precision, Scale, Default],
            _ => &[],
        }
    }
}

/// A header that was recognised.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) kind: Kind,
    /// The number of columns, nameless ones included.
    pub(super) width: usize,
    /// Where each known column stands.
    positions: [Option<usize>; Column::ALL.len()],
    /// The columns whose cells are kept under the column's name.
    pub(super) extra: Vec<(usize, String)>,
    /// The columns without a name, or with one that an earlier column has.
    pub(super) nameless: Vec<usize>,
    /// The number of columns up to the last that has a name.
    pub(super) named_width: usize,
}

impl Header {
    /// The header of these cells, if it is of a known kind.
    pub(super) fn recognise(cells: &[Cow<'_, str>]) -> Option<Self> {
        let names: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
        let mut positions = [None; Column::ALL.len()];
        let mut seen = std::collections::HashSet::new();
        let nameless: Vec<usize> = names
            .iter()
            .enumerate()
            .filter(|(_, name)| name.is_empty() || !seen.insert(name.as_str()))
            .map(|(i, _)| i)
            .collect();
        for (column, known) in Column::ALL {
            positions[*column as usize] = names.iter().position(|name| name == known);
        }
        let has = |column: &Column| positions[*column as usize].is_some();
        let kind = KINDS.iter().find(|(_, needed)| needed.iter().all(has)).map(|(kind, _)| *kind)?;
        let own: Vec<usize> = kind.own_columns().iter().filter_map(|column| positions[*column as usize]).collect();
        let extra = names
            .into_iter()
            .enumerate()
            .filter(|(i, _)| !own.contains(i) && nameless.binary_search(i).is_err())
            .collect();
        let trailing =
            nameless.iter().rev().zip((0..cells.len()).rev()).take_while(|(nameless, last)| *nameless == last);
        let named_width = cells.len() - trailing.count();
        Some(Self { kind, width: cells.len(), positions, extra, nameless, named_width })
    }

    /// For a header of no known kind: the one name that is probably misspelt, and how it should be.
    pub(super) fn misspelt<'c>(cells: &'c [Cow<'_, str>]) -> Option<(&'c str, &'static str)> {
        let known = |cell: &str| Column::ALL.iter().any(|(_, name)| cell.eq_ignore_ascii_case(name));
        let has = |name: &str| cells.iter().any(|cell| cell.eq_ignore_ascii_case(name));
        KINDS.iter().find_map(|(_, needed)| {
            let mut missing = needed.iter().map(|column| column.name()).filter(|name| !has(name));
            let (Some(name), None) = (missing.next(), missing.next()) else { return None };
            let unknown = cells.iter().map(AsRef::as_ref).filter(|cell| !known(cell));
            suggest(name, unknown).map(|cell| (cell, name))
        })
    }

    /// Where a column stands.
    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.positions[column as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(header: &str) -> Option<Kind> {
        let cells: Vec<Cow<'_, str>> = header.split(',').map(Cow::from).collect();
        Header::recognise(&cells).map(|header| header.kind)
    }

    #[test]
    fn the_first_kind_whose_columns_are_there_wins() {
        assert_eq!(kind("model,version,table,field,required,ref_table,ref_field,description,"), Some(Kind::Fields));
        assert_eq!(kind("MODEL,Version,table,field,type,length,precision,scale,default"), Some(Kind::Schema));
        assert_eq!(kind("model,version,name,unique,table,field,order"), Some(Kind::Indexes));
        assert_eq!(kind("model,version,type,name,table,field"), Some(Kind::Constraints));
        assert_eq!(kind("version,table,field,ref_table,ref_field,name"), Some(Kind::References));
        assert_eq!(kind("model,version,table,description"), Some(Kind::Tables));
        assert_eq!(kind("model,version,release_level,release_serial,label,url,description"), Some(Kind::Models));
        let renamings = "model,source_version,source_table,source_field,target_version,target_table,target_field";
        assert_eq!(kind(renamings), Some(Kind::Renamings));
        let both = "model,version,table,field,type,length,precision,scale,default,name,order,description";
        assert_eq!(kind(both), Some(Kind::Fields));
        assert_eq!(kind("model,version,tabel,field,description"), None);
        assert_eq!(kind(""), None);
    }

    #[test]
    fn a_misspelt_column_is_told() {
        let misspelt = |header: &str| {
            let cells: Vec<Cow<'_, str>> = header.split(',').map(Cow::from).collect();
            Header::misspelt(&cells).map(|(cell, name)| format!("{cell}: {name}"))
        };
        assert_eq!(misspelt("model,version,tabel,field,description").as_deref(), Some("tabel: table"));
        assert_eq!(misspelt("model,version,table,Descripton").as_deref(), Some("Descripton: description"));
        assert_eq!(misspelt("model,version,tabel,field,descripton"), None);
        assert_eq!(misspelt("site,count"), None);
    }

    #[test]
    fn columns_without_a_meaning_are_extra() {
        let cells: Vec<Cow<'_, str>> =
            ["Model", "version", "table", "field", "", "Value_Set", "description", "field", ""].map(Cow::from).into();
        let header = Header::recognise(&cells).unwrap();
        assert_eq!(header.extra, [(5, "value_set".to_owned())]);
        assert_eq!(header.nameless, [4, 7, 8]);
        assert_eq!((header.width, header.named_width), (9, 7));
        assert_eq!(header.position(Column::Field), Some(3));
    }
}
