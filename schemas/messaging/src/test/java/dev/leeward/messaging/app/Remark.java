package dev.leeward.messaging.app;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity, whose state Hibernate writes when it sees fit. */
@Entity
public class Remark extends PanacheEntityBase {
    @Id
    public String id = "";

    public String text = "";
}
