-- Whether it was said on leeward.policy.sets.v1 that a version came into force: not of those from before there was such a topic.
alter table policy_set_version add column said boolean not null default false;
create index policy_set_version_by_digest on policy_set_version (scope, digest);

-- What second persons say to their answers.
alter table approval add column comment text not null default '';
create index approval_open on approval (expires_at) where state = 'OPEN';

-- Who broke glass under which ticket. A ticket counts once: its time is never prolonged.
create table emergency (
    id            uuid        primary key,
    principal     text        not null,
    ticket        text        not null,
    reason        text        not null,
    opened_at     timestamptz not null,
    valid_until   timestamptz not null,
    closed_by     text,
    closed_at     timestamptz,
    uses          integer     not null check (uses > 0),
    last_decision uuid        not null references decision (id),
    last_workload text        not null,
    last_used_at  timestamptz not null,
    unique (principal, ticket),
    check ((closed_by is null) = (closed_at is null))
);
