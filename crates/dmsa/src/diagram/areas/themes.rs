//! The words in names of health data tables, by subject.

/// A subject and the words for it. A word weighs more where it decides against another subject's word in the same name:
/// a `drug_era` is derived, not an event.
pub(super) struct Theme {
    pub(super) title: &'static str,
    pub(super) words: &'static [(&'static str, u32)],
}

/// Words that name tables of health data and hardly any others. The words of [`THEMES`] are words of other trades too: a
/// video shop has a provider, an address and a plan. So themes apply only where at least [`EVIDENCE`] of these occur.
pub(super) const CLINICAL: &[&str] = &[
    "patient",
    "encounter",
    "diagnosis",
    "diagnose",
    "medication",
    "prescription",
    "prescribing",
    "dispensing",
    "drug",
    "vital",
    "immunization",
    "demographic",
    "specimen",
    "allergy",
    "icustay",
    "clinical",
];
/// How many different words of [`CLINICAL`] it takes.
pub(super) const EVIDENCE: usize = 2;

pub(super) const THEMES: &[Theme] = &[
    Theme {
        title: "Person",
        words: &[
            ("person", 3),
            ("patient", 3),
            ("demographic", 3),
            ("subject", 2),
            ("member", 2),
            ("death", 3),
            ("enrollment", 3),
            ("period", 3),
            ("trial", 2),
            ("token", 2),
            ("pat", 2),
        ],
    },
    Theme {
        title: "Visits",
        words: &[
            ("visit", 3),
            ("encounter", 3),
            ("admission", 3),
            ("adt", 3),
            ("stay", 2),
            ("appointment", 3),
            ("referral", 2),
        ],
    },
    Theme {
        title: "Clinical events",
        words: &[
            ("condition", 1),
            ("diagnosis", 1),
            ("problem", 1),
            ("procedure", 1),
            ("drug", 1),
            ("medication", 1),
            ("med", 1),
            ("prescribing", 1),
            ("dispensing", 1),
            ("measurement", 1),
            ("lab", 1),
            ("vital", 1),
            ("observation", 1),
            ("obs", 1),
            ("device", 1),
            ("immunization", 1),
            ("specimen", 1),
            ("note", 1),
            ("allergy", 1),
            ("pro", 1),
            ("admin", 1),
            ("exposure", 1),
            ("occurrence", 1),
            ("organism", 1),
        ],
    },
    Theme {
        title: "Vocabulary",
        words: &[
            ("concept", 4),
            ("vocabulary", 4),
            ("domain", 3),
            ("relationship", 2),
            ("code", 2),
            ("terminology", 3),
            ("ancestor", 3),
            ("synonym", 3),
            ("mapping", 3),
            ("map", 3),
            ("strength", 3),
            ("modifier", 2),
        ],
    },
    Theme {
        title: "Health system",
        words: &[
            ("provider", 3),
            ("care", 2),
            ("site", 2),
            ("location", 3),
            ("organization", 3),
            ("facility", 3),
            ("specialty", 3),
            ("practitioner", 3),
            ("address", 2),
            ("geocode", 3),
            ("fips", 3),
        ],
    },
    Theme { title: "Derived", words: &[("era", 4), ("cohort", 4), ("episode", 4), ("derived", 4), ("attribute", 3)] },
    Theme {
        title: "Costs",
        words: &[("cost", 4), ("payer", 3), ("claim", 3), ("plan", 2), ("charge", 3), ("billing", 3)],
    },
    Theme {
        title: "About the data",
        words: &[("metadata", 4), ("source", 1), ("harvest", 4), ("cdm", 2), ("version", 2), ("audit", 3), ("etl", 3)],
    },
];
