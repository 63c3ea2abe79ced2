package dev.leeward.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** Creates the role and the databases of the services on a PostgreSQL server, as its administrator. */
record Databases(String host, int port, String adminPassword) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final String ADMIN = "postgres";

    void createRole(String user, String password) {
        createWhereMissing(
                "SELECT 1 FROM pg_roles WHERE rolname = '" + valid(user) + "'",
                "CREATE ROLE " + user + " LOGIN CREATEDB PASSWORD '" + password + "'");
    }

    void create(String database, String owner) {
        createWhereMissing(
                "SELECT 1 FROM pg_database WHERE datname = '" + valid(database) + "'",
                "CREATE DATABASE " + database + " OWNER " + valid(owner));
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + valid(database);
    }

    private void createWhereMissing(String query, String command) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(ADMIN), ADMIN, adminPassword);
                Statement statement = connection.createStatement()) {
            boolean there;
            try (ResultSet rows = statement.executeQuery(query)) {
                there = rows.next();
            }
            if (!there) {
                statement.execute(command);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "PostgreSQL at " + host + ":" + port + " refused '" + command + "': " + e.getMessage(), e);
        }
    }

    private static String valid(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Name '" + name + "' does not match " + NAME);
        }
        return name;
    }
}
