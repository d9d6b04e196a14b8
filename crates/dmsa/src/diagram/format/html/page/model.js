/* The facts: tables, fields, references, areas. */

/** Reads what the page carries beside the picture. References know their line by its place; without one they are marks. */
function readModel(root) {
  const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  const tables = data.tables.map((table, index) => ({
    index,
    name: table.name,
    area: table.area,
    about: table.about ?? '',
    change: table.change ?? '',
    fields: table.fields.map(([name, type, signs, about = '']) => ({ name, type, signs, about })),
    out: [],
    in: [],
  }));
  data.references.forEach(([from, field, to, toField, more = []], place) => {
    // All fields of the reference, each with the field that it refers to.
    const pairs = [[field, toField], ...more];
    const reference = { from, field, to, toField, pairs, line: place < data.lines ? place : null };
    tables[from].out.push(reference);
    if (typeof to === 'number') tables[to].in.push(reference);
  });
  const places = new Map(tables.map((table) => [table.name.toLowerCase(), table.index]));
  const areas = data.areas.map((area, index) => ({
    ...area,
    index,
    tables: tables.filter((table) => table.area === index),
  }));
  return {
    name: data.name,
    title: data.title,
    tables,
    areas,
    find: (name) => tables[places.get(name.toLowerCase())],
  };
}

/** `person.person_id` */
function fieldName(model, table, field) {
  if (typeof table !== 'number') return field == null ? table : `${table}.${field}`;
  const { name, fields } = model.tables[table];
  return field == null ? name : `${name}.${fields[field].name}`;
}

/** A table in a sentence, for those who do not see it. */
function tableInWords(model, table) {
  const area = model.areas[table.area]?.title;
  return [
    table.name,
    count(table.fields.length, 'field'),
    `refers to ${count(new Set(table.out.map((r) => r.to)).size, 'table')}`,
    `referred to by ${count(table.in.length, 'field')}`,
    area ? `in ${area}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
