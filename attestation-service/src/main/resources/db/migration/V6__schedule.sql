-- When each enrolled host attests next, and demands that one attest now.

create table attestation_turn (
    host         text collate "C" primary key,
    -- moves on with accepted evidence only
    due_at       timestamptz not null,
    -- no replica hands the host a challenge before this
    next_at      timestamptz not null,
    attempts     integer     not null check (attempts >= 0),
    -- the challenge that the host works on
    challenge_id uuid,
    leased_until timestamptz,
    check ((challenge_id is null) = (leased_until is null))
);

create index attestation_turn_due on attestation_turn (due_at);
create index attestation_turn_leased on attestation_turn (leased_until) where leased_until is not null;

insert into attestation_turn (host, due_at, next_at, attempts)
select id, now(), now(), 0 from host where ak_public is not null;

create table attestation_demand (
    id           uuid primary key,
    host         text collate "C" not null,
    demanded_by  text        not null,
    demanded_at  timestamptz not null,
    expires_at   timestamptz not null,
    -- why evidence was last refused meanwhile
    refusal      text,
    done_at      timestamptz,
    overall      text,
    reason       text,
    evidence_id  uuid,
    check (num_nulls(done_at, overall, reason) in (0, 3))
);

create index attestation_demand_pending on attestation_demand (host, expires_at) where done_at is null;
create index attestation_demand_age on attestation_demand (expires_at);
