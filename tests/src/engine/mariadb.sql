-- One JSON object for each object of the current database.
SELECT JSON_OBJECT('kind', IF(table_type = 'BASE TABLE', 'table', 'other'), 'name', table_name)
FROM information_schema.tables WHERE table_schema = DATABASE();

SELECT JSON_OBJECT('kind', 'column', 'table', table_name, 'name', column_name, 'data_type', column_type,
    'not_null', is_nullable = 'NO', 'default', column_default,
    'generated', extra LIKE '%auto_increment%')
FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position;

SELECT JSON_OBJECT('kind', 'key', 'table', table_name, 'name', '', 'primary', 1,
    'fields', JSON_ARRAYAGG(column_name ORDER BY seq_in_index))
FROM information_schema.statistics
WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' GROUP BY table_name;

SELECT JSON_OBJECT('kind', 'reference', 'table', table_name, 'name', constraint_name,
    'fields', JSON_ARRAYAGG(column_name ORDER BY ordinal_position),
    'ref_table', referenced_table_name,
    'ref_fields', JSON_ARRAYAGG(referenced_column_name ORDER BY ordinal_position))
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
GROUP BY table_name, constraint_name, referenced_table_name;

SELECT JSON_OBJECT('kind', 'index', 'table', table_name, 'name', index_name,
    'unique', non_unique = 0,
    'fields', JSON_ARRAYAGG(JSON_OBJECT('name', column_name,
        'descending', collation = 'D', 'prefix', sub_part) ORDER BY seq_in_index))
FROM information_schema.statistics
WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' GROUP BY table_name, index_name, non_unique;

SELECT JSON_OBJECT('kind', 'other', 'name', CONCAT(routine_type, ' ', routine_name))
FROM information_schema.routines WHERE routine_schema = DATABASE();
