create table note (id text primary key, text text not null);
create table applied (event_id uuid primary key, consumer text not null, subject text not null, cause text not null);
create table remark (id text primary key, text text not null);

-- Refuses an event about a remark whose state has not been written yet.
create function state_comes_first() returns trigger language plpgsql as $$
begin
    if convert_from(new.key, 'UTF8') like 'remark-%'
        and not exists (select 1 from remark where id = convert_from(new.key, 'UTF8')) then
        raise exception 'the event of % came before its state', convert_from(new.key, 'UTF8');
    end if;
    return new;
end $$;
create trigger state_comes_first before insert on outbox for each row execute function state_comes_first();
