-- the lines of a run are read and written together, and only with it
alter table rechtop.run
  add column lines jsonb not null default '[]',
  add column order_sealed text;
update rechtop.run
  set lines = packed.lines, order_sealed = packed.order_sealed
  from (
    select run_id,
      jsonb_agg(
        jsonb_build_object('id', id, 'holding', holding, 'status', status, 'planned', planned, 'done', done,
          'checkAfter', to_char(check_after at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'failure', failure, 'why', why, 'tokenSealed', token_sealed)
        order by place) as lines,
      string_agg(line_sealed, ' ' order by place) as order_sealed
    from rechtop.run_line group by run_id
  ) as packed
  where run.id = packed.run_id;
alter table rechtop.run alter column lines drop default;
drop table rechtop.run_line;
