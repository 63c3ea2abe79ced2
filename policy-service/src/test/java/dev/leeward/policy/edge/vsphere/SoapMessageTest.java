package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What passes on is what was understood. */
class SoapMessageTest {

    private static final String XML = "text/xml; charset=\"utf-8\"";

    @Test
    void a_message_is_written_anew_from_what_was_understood() throws Unacceptable {
        String sent = "<?xml version='1.0'?><!-- a --><e:Envelope xmlns:e='" + SoapMessage.SOAP + "'><e:Body >\n"
                + "<X xmlns='urn:vim25' b='1&#10;2' ><a><![CDATA[<&]]>&#62;&#13;</a><c/></X></e:Body></e:Envelope>";

        String passedOn = new String(request(sent).toBytes(), StandardCharsets.UTF_8);

        assertThat(passedOn)
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<e:Envelope xmlns:e=\"" + SoapMessage.SOAP
                        + "\"><e:Body>\n<X xmlns=\"urn:vim25\" b=\"1&#xA;2\"><a>&lt;&amp;&gt;&#xD;</a><c></c></X>"
                        + "</e:Body></e:Envelope>");
        assertThat(new String(request(passedOn).toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(passedOn);
    }

    @Test
    void prefixes_and_white_space_stay_so_that_signatures_hold() throws Unacceptable {
        String signed = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<s:Envelope xmlns:s=\"" + SoapMessage.SOAP
                + "\"><s:Header>\n"
                + " <w:Security xmlns:w=\"urn:w\"><w:T w:Id=\"t\">a b \n"
                + " é😀</w:T></w:Security></s:Header><s:Body><Login xmlns=\"urn:vim25\" xmlns:x=\"urn:x\"><a"
                + " x:b=\"&quot;\">\n"
                + "</a></Login></s:Body></s:Envelope>";

        assertThat(new String(request(signed).toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(signed);
    }

    @Test
    void text_that_is_not_utf_8_is_refused() {
        String message = Calls.relocate("vm-1", "host-1");

        refused(message.getBytes(StandardCharsets.UTF_16), XML, "UTF-8");
        refused(message.replace("vm-1", "vm-\u00e9").getBytes(StandardCharsets.ISO_8859_1), XML, "not UTF-8");
        refused(message.getBytes(StandardCharsets.UTF_8), "text/xml; charset=utf-16", "charset");
        refused(message.getBytes(StandardCharsets.UTF_8), "text/xml; charset=utf-8; charset=utf-7", "charset");
        refused(message.getBytes(StandardCharsets.UTF_8), "multipart/related; boundary=x", "parts");
        refused(new byte[0], XML, "not well-formed");
    }

    @Test
    void an_action_that_names_something_else_is_refused() throws Unacceptable {
        byte[] message = Calls.relocate("vm-1", "host-1").getBytes(StandardCharsets.UTF_8);

        for (String harmless : List.of("", "\"\"", "urn:vim25", "urn:vim25/6.7.3", "\"urn:vim25/8.0.1.0\"")) {
            assertThat(SoapMessage.request(message, XML, List.of(harmless)).method())
                    .isEqualTo("RelocateVM_Task");
        }
        for (String other : List.of("urn:vim25/8.0#CurrentTime", "CurrentTime", "urn:pbm")) {
            assertThatThrownBy(() -> SoapMessage.request(message, XML, List.of(other)))
                    .isInstanceOf(Unacceptable.class)
                    .hasMessageContaining("SOAPAction");
        }
    }

    private static void refused(byte[] body, String contentType, String why) {
        assertThatThrownBy(() -> SoapMessage.request(body, contentType, List.of()))
                .isInstanceOf(Unacceptable.class)
                .hasMessageContaining(why);
    }

    private static SoapMessage request(String message) throws Unacceptable {
        return SoapMessage.request(message.getBytes(StandardCharsets.UTF_8), XML, List.of("urn:vim25/6.7"));
    }
}
