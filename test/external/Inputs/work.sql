-- Tables, indexes, joins, recursion, triggers, aggregates and text.
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, price REAL, kind INTEGER);
CREATE TABLE sale(id INTEGER PRIMARY KEY, item INTEGER REFERENCES item(id), count INTEGER, day TEXT);
CREATE TABLE log(what TEXT, n INTEGER);
CREATE TRIGGER noted AFTER INSERT ON item WHEN new.id % 500 = 0 BEGIN INSERT INTO log VALUES('item', new.id); END;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
INSERT INTO item SELECT i, 'item' || (i * 7919 % 6001), (i * 31 % 997) / 8.0, i % 17 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90000)
INSERT INTO sale SELECT i, i * 104729 % 6000 + 1, i % 9 + 1, date('2026-01-01', '+' || (i % 365) || ' days') FROM n;
CREATE INDEX by_item ON sale(item);
CREATE INDEX by_name ON item(name);
SELECT count(*), sum(n) FROM log;
SELECT kind, count(*), round(sum(price * count), 2), max(name) FROM item JOIN sale ON sale.item = item.id GROUP BY kind ORDER BY kind;
SELECT substr(day, 1, 7) AS month, sum(count), group_concat(DISTINCT count) FROM sale GROUP BY month ORDER BY month;
UPDATE item SET price = price * 1.5 WHERE name LIKE '%7%';
DELETE FROM sale WHERE item IN (SELECT id FROM item WHERE kind = 3);
SELECT name, price FROM item ORDER BY price DESC, name LIMIT 8;
WITH RECURSIVE fib(a, b, i) AS (SELECT 0, 1, 0 UNION ALL SELECT b, a + b, i + 1 FROM fib WHERE i < 80) SELECT max(a) FROM fib;
WITH RECURSIVE x(cx, cy, i, zx, zy) AS (
  SELECT a.v / 12.0 - 2.0, b.v / 6.0 - 1.0, 0, 0.0, 0.0
    FROM (WITH RECURSIVE k(v) AS (SELECT 0 UNION ALL SELECT v + 1 FROM k WHERE v < 35) SELECT v FROM k) a,
         (WITH RECURSIVE k(v) AS (SELECT 0 UNION ALL SELECT v + 1 FROM k WHERE v < 12) SELECT v FROM k) b
  UNION ALL
  SELECT cx, cy, i + 1, zx * zx - zy * zy + cx, 2 * zx * zy + cy FROM x WHERE i < 30 AND zx * zx + zy * zy < 4.0)
SELECT group_concat(line, char(10)) FROM (
  SELECT group_concat(substr(' .+*#', min(n / 7, 4) + 1, 1), '') AS line FROM (SELECT cx, cy, max(i) AS n FROM x GROUP BY cy, cx ORDER BY cy, cx) GROUP BY cy);
SELECT i.name, (SELECT count(*) FROM sale s WHERE s.item = i.id AND s.count > 4) AS c FROM item i WHERE i.id % 400 = 0 ORDER BY i.id;
SELECT day, rank() OVER (ORDER BY total DESC), total FROM (SELECT day, sum(count) AS total FROM sale GROUP BY day) ORDER BY total DESC, day LIMIT 5;
SELECT hex(substr(quote(name), 1, 8)), upper(name), replace(name, 'item', 'x'), printf('%08.3f', price) FROM item WHERE id % 900 = 0;
PRAGMA integrity_check;
