create table note (id text primary key, text text not null);
create table applied (event_id uuid primary key, consumer text not null, subject text not null, cause text not null);
create table remark (id text primary key, text text not null);

-- Refuses an event about a remark whose state has not been written yet.
create function state_comes_first() returns trigger language plpgsql as $$
begin
    if substring(new.key from 1 for 7) = 'remark-'::bytea
        and not exists (select 1 from remark where convert_to(id, 'UTF8') = new.key) then
        raise exception 'the event of % came before its state', encode(new.key, 'escape');
    end if;
    return new;
end $$;
create trigger state_comes_first before insert on outbox for each row execute function state_comes_first();
