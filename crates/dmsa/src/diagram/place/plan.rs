//! A plan: which table stands in which column, above which other. Lengths follow from it.
//!
//! The page is cut into strips side by side; a strip has one or more columns of tables. Each strip holds areas in bands,
//! one under the other; areas that need fewer columns than their strip share a band. Within its cell an area fills its
//! columns one after the other in the area's order.

/// One arrangement of all tables.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(super) strips: Vec<Strip>,
    /// The tables, area after area.
    pub(super) order: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Strip {
    pub(super) columns: usize,
    pub(super) cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub(super) area: usize,
    pub(super) columns: usize,
}

/// What never changes while plans are tried.
pub(crate) struct Given {
    /// Width and height of each table.
    pub(crate) sizes: Vec<(f64, f64)>,
    /// Where each area's tables begin in [`Plan::order`]; one more at the end.
    pub(super) starts: Vec<usize>,
    /// The height of a region's title, if the areas are drawn as regions.
    pub(crate) regions: Option<f64>,
    /// The lines, as pairs of ends: table, and height of the line's row below the table's top.
    pub(crate) lines: Vec<[(usize, f64); 2]>,
    /// How much each table belongs at the centre.
    pub(crate) pull: Vec<f64>,
    /// Width over height to come near.
    pub(crate) aspect: f64,
}

impl Given {
    pub(super) fn tables<'a>(&self, plan: &'a Plan, area: usize) -> &'a [usize] {
        self.starts.get(area..area + 2).and_then(|ends| plan.order.get(ends[0]..ends[1])).unwrap_or(&[])
    }
}

/// Between two tables of a column.
pub(crate) const GAP: f64 = 16.0;
/// Between a region's edge and its tables.
pub(crate) const REGION_PAD: f64 = 12.0;
/// Between two regions.
pub(crate) const CORRIDOR: f64 = 16.0;
/// Between two columns that lines run between, as long as their routes are not known.
const CHANNEL: f64 = 40.0;
/// What each line adds to that; not all run side by side.
const TRACK: f64 = 4.0;

/// A table's place in a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Spot {
    pub(crate) column: usize,
    pub(crate) band: usize,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// The places of all tables, with lengths as they would be without lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stack {
    pub(crate) spots: Vec<Spot>,
    /// The width of each column.
    pub(crate) widths: Vec<f64>,
    /// The first column of each strip.
    pub(crate) strips: Vec<usize>,
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// How far the strips end above the page's bottom, on average over their columns.
    pub(crate) waste: f64,
    lefts: Vec<f64>,
    loads: Vec<usize>,
}

impl Stack {
    /// Fills in the places of `plan`'s tables.
    pub(crate) fn fill(&mut self, given: &Given, plan: &Plan) {
        let columns: usize = plan.strips.iter().map(|strip| strip.columns).sum();
        self.widths.clear();
        self.widths.resize(columns, 0.0);
        self.spots.resize(given.sizes.len(), Spot::default());
        self.strips.clear();
        self.height = 0.0;
        let (mut first, mut filled) = (0, 0.0);
        for strip in &plan.strips {
            self.strips.push(first);
            let bottom = self.fill_strip(given, plan, strip, first);
            self.height = self.height.max(bottom);
            filled += bottom * strip.columns as f64;
            first += strip.columns;
        }
        self.waste = self.height - filled / columns.max(1) as f64;
        self.count_lines(given);
        let mut x = 0.0;
        self.lefts.clear();
        for (width, load) in self.widths.iter().zip(&self.loads) {
            self.lefts.push(x);
            x += width + CHANNEL + TRACK * *load as f64;
        }
        self.width = (x - CHANNEL).max(1.0);
        for spot in &mut self.spots {
            spot.x = self.lefts[spot.column];
        }
    }

    /// Counts the lines right of each column.
    fn count_lines(&mut self, given: &Given) {
        self.loads.clear();
        self.loads.resize(self.widths.len(), 0);
        for [(a, _), (b, _)] in &given.lines {
            let (a, b) = (self.spots[*a].column, self.spots[*b].column);
            let (left, right) = (a.min(b), a.max(b));
            self.loads[left] += 1;
            if right > left + 1 {
                self.loads[right - 1] += 1;
            }
        }
    }

    fn fill_strip(&mut self, given: &Given, plan: &Plan, strip: &Strip, first: usize) -> f64 {
        let lead = given.regions.map_or(0.0, |title| title + REGION_PAD);
        let tail = if given.regions.is_some() { REGION_PAD + CORRIDOR } else { GAP };
        let (mut top, mut bottom) = (0.0, 0.0_f64);
        let (mut band, mut used) = (0, 0);
        for cell in &strip.cells {
            if used + cell.columns > strip.columns {
                (top, band, used) = (bottom + tail, band + 1, 0);
            }
            let tables = given.tables(plan, cell.area);
            let total: f64 = tables.iter().map(|&table| given.sizes[table].1 + GAP).sum();
            let share = total / cell.columns as f64;
            let (mut column, mut filled, mut y) = (0, 0.0, top + lead);
            for &table in tables {
                let (width, height) = given.sizes[table];
                if column + 1 < cell.columns && filled + height / 2.0 > share * (column + 1) as f64 {
                    (column, y) = (column + 1, top + lead);
                }
                let place = first + used + column;
                self.spots[table] = Spot { column: place, band, x: 0.0, y };
                self.widths[place] = self.widths[place].max(width);
                filled += height + GAP;
                bottom = bottom.max(y + height);
                y += height + GAP;
            }
            used += cell.columns;
        }
        bottom
    }
}
