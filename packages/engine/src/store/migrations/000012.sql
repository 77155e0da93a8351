-- what an ending writes is written together and never changed: as a row for each entry it was the most that closing wrote
create table rechtop.ledger_page (
  request_id uuid not null references rechtop.request (id),
  number integer not null,
  recorded_at timestamptz not null,
  entries jsonb not null,
  primary key (request_id, number)
);
-- a request that ends again has a higher version than it had endings before
insert into rechtop.ledger_page
select request_id, row_number() over (partition by request_id order by recorded_at), recorded_at,
  jsonb_agg(jsonb_build_object('system', system, 'holding', holding, 'action', action, 'count', count,
      'fields', fields, 'basis', basis, 'citation', citation, 'until', until)
    order by system, holding, action)
from rechtop.ledger group by request_id, recorded_at;
drop table rechtop.ledger;
create view rechtop.ledger as
select page.request_id, page.recorded_at, entry.*
from rechtop.ledger_page as page, jsonb_to_recordset(page.entries)
  as entry (system text, holding text, action text, count integer, fields jsonb, basis text, citation text, until date);
