package dev.leeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table host",
                "ALTER TABLE host\n    DROP COLUMN name",
                "drop view host_view",
                "alter table host rename column name to title",
                "alter table host rename to machine",
                "alter table host alter column name type int",
                "alter table host alter column name set data type int",
                "alter table host alter column name set not null",
                "alter table host alter column name drop default",
                "alter table host add column a text default '', add column b text not null",
            })
    void what_a_replica_of_the_release_before_may_use_is_not_taken_away(String statement) {
        assertThat(MigrationRules.broken("V9__x.sql", "create table a (b int);\n" + statement + ";\n"))
                .singleElement()
                .satisfies(told -> assertThat(told).contains("V9__x.sql", "-- contract: not used since"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table host (id text not null)",
                "alter table host add column a text, add column b text not null default ''",
                "alter table host alter column name drop not null",
                "alter table host drop constraint host_check",
                "drop index host_site",
                "create or replace view host_view as select 1",
                "-- drop table host\nselect 1",
                "-- contract: not used since 0.2.0\nalter table host drop column name",
            })
    void what_adds_passes_and_what_says_since_when_a_thing_is_not_used(String statement) {
        assertThat(MigrationRules.broken("V9__x.sql", statement + ";\n")).isEmpty();
    }

    @Test
    void an_excuse_is_good_for_one_statement() {
        assertThat(MigrationRules.broken(
                        "V9__x.sql", "-- contract: not used since 0.2.0\ndrop table a;\ndrop table b;\n"))
                .hasSize(1);
    }
}
