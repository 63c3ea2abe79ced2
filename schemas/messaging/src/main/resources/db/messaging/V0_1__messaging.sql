-- How events are carried. Each service has these tables in its own database.

-- Events that were said and not yet acknowledged by the broker. The relay sends in the order of ids.
create table outbox (
    id         bigint generated always as identity primary key,
    topic      text        not null,
    key        bytea,
    event_id   uuid,
    payload    bytea,
    headers    text,
    created_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 100000);

-- Ids of events that took effect, so that a duplicate does not.
create table inbox (
    consumer    text        not null,
    event_id    uuid        not null,
    received_at timestamptz not null default now(),
    primary key (consumer, event_id)
);
create index inbox_received_at on inbox using brin (received_at);

-- How far each consumer has got: written in the transaction of the effect, and the only truth about it.
create table consumer_offset (
    consumer    text   not null,
    topic       text   not null,
    partition   int    not null,
    next_offset bigint not null,
    primary key (consumer, topic, partition)
);

-- The answers to commands that carried an idempotency key.
create table idempotency_key (
    scope       text        not null,
    key         text        not null,
    body_digest bytea       not null,
    answer      text        not null,
    created_at  timestamptz not null default now(),
    primary key (scope, key)
);
create index idempotency_key_created_at on idempotency_key (created_at);
