-- One JSON object for each object of the schema :schema.
SET search_path = pg_catalog;

CREATE FUNCTION pg_temp.names(relation oid, numbers int2[]) RETURNS json LANGUAGE sql AS $$
    SELECT json_agg(attname ORDER BY place)
    FROM unnest(numbers) WITH ORDINALITY AS listed (number, place)
    JOIN pg_attribute ON attrelid = relation AND attnum = number
$$;

SELECT json_build_object('kind', 'table', 'name', relname)
FROM pg_class WHERE relnamespace = quote_ident(:'schema')::regnamespace AND relkind IN ('r', 'p');

SELECT json_build_object('kind', 'column', 'table', relname, 'name', attname,
    'data_type', format_type(atttypid, atttypmod), 'not_null', attnotnull,
    'default', pg_get_expr(adbin, adrelid),
    'generated', attidentity <> '' OR EXISTS (
        SELECT 1 FROM pg_depend JOIN pg_class sequence ON sequence.oid = objid AND sequence.relkind = 'S'
        WHERE refclassid = 'pg_class'::regclass AND refobjid = attrelid AND refobjsubid = attnum AND deptype = 'a'
        AND pg_get_expr(adbin, adrelid) LIKE 'nextval(%'))
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = quote_ident(:'schema')::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped
ORDER BY relname, attnum;

SELECT json_build_object('kind', 'key', 'table', relname, 'name', conname, 'primary', contype = 'p',
    'fields', pg_temp.names(conrelid, conkey))
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
WHERE connamespace = quote_ident(:'schema')::regnamespace AND contype IN ('p', 'u');

SELECT json_build_object('kind', 'reference', 'table', relname, 'name', conname,
    'fields', pg_temp.names(conrelid, conkey),
    'ref_table', (SELECT relname FROM pg_class WHERE oid = confrelid), 'ref_fields', pg_temp.names(confrelid, confkey))
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
WHERE connamespace = quote_ident(:'schema')::regnamespace AND contype = 'f';

SELECT json_build_object('kind', 'index', 'table', indexed.relname, 'name', self.relname, 'unique', indisunique,
    'fields', (
        SELECT json_agg(json_build_object('name', attname, 'descending', option & 1 = 1, 'prefix', NULL) ORDER BY place)
        FROM unnest(indkey::int2[], indoption::int2[]) WITH ORDINALITY AS listed (number, option, place)
        JOIN pg_attribute ON attrelid = indrelid AND attnum = number))
FROM pg_index JOIN pg_class self ON self.oid = indexrelid JOIN pg_class indexed ON indexed.oid = indrelid
WHERE self.relnamespace = quote_ident(:'schema')::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'));

SELECT json_build_object('kind', 'other', 'name', concat(relkind, ' ', relname))
FROM pg_class
WHERE relnamespace = quote_ident(:'schema')::regnamespace AND relkind NOT IN ('r', 'p', 'i', 'I')
AND NOT (relkind = 'S' AND EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i')))
UNION ALL
SELECT json_build_object('kind', 'other', 'name', 'function ' || proname)
FROM pg_proc WHERE pronamespace = quote_ident(:'schema')::regnamespace
UNION ALL
SELECT json_build_object('kind', 'other', 'name', concat(contype, ' constraint ', conname))
FROM pg_constraint
WHERE connamespace = quote_ident(:'schema')::regnamespace AND contype NOT IN ('p', 'u', 'f');
