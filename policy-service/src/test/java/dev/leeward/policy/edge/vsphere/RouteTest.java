package dev.leeward.policy.edge.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request goes is told by its method and address. */
class RouteTest {

    private static final List<String> PASSED = List.of("/folder", "/nfc", "/sts", "/pbm");

    @ParameterizedTest
    @ValueSource(strings = {"/sdk", "/sdk/", "/sdk/vimService", "/sdk?x=y"})
    void what_is_posted_to_the_sdk_is_a_soap_message(String uri) {
        assertThat(route("POST", uri)).isEqualTo(new Route.Soap());
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/",
        "GET,/sdk",
        "GET,/sdk/vimServiceVersions.xml",
        "GET,/sdk/vim25/8.0.1.0/VirtualMachine/vm-1/config",
        "GET,/folder/My%20VM/disk.vmdk?dcPath=DC0",
        "PUT,/folder/a%252fb/disk.vmdk",
        "PUT,/nfc/52a/disk-0.vmdk",
        "POST,/sts/STSService",
        "POST,/pbm/sdk",
        "POST,/api/session",
        "POST,/api/vcenter/vm/vm-1/power?action=stop",
        "POST,/api/vcenter/vm/vm-1/guest/power?action=shutdown",
        "PATCH,/api/vcenter/vm/vm-1/hardware/cpu",
        "DELETE,/api/vcenter/vm/vm-1",
        "GET,/api/vcenter/vm?action=relocate",
        "POST,/rest/vcenter/vm/vm-1/power/stop",
    })
    void what_places_no_workload_streams_through(String method, String uri) {
        assertThat(route(method, uri)).isEqualTo(new Route.Through());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/vcenter/vm/vm-1?action=relocate,RELOCATE,vm-1",
        "/api/vcenter/vm/vm-1/?action=relocate,RELOCATE,vm-1",
        "/api/vcenter/vm/vm-1?vmw-task=true&action=relocate,RELOCATE,vm-1",
        "/api/vcenter/vm/vm-1?a%63tion=reloc%61te,RELOCATE,vm-1",
        "/api/vcenter/vm/vm-1?ACTION=Relocate,RELOCATE,vm-1",
        "/API/vcenter/VM/vm-1?action=relocate,RELOCATE,vm-1",
        "/rest/vcenter/vm/vm-1?~action=relocate,RELOCATE,vm-1",
        "/rest/com/vmware/vcenter/vm/id:vm-1?~action=relocate,RELOCATE,vm-1",
        "/api/vcenter/vm/vm-1/power?action=start,POWER_ON,vm-1",
        "/rest/vcenter/vm/vm-1/power/start,POWER_ON,vm-1",
        "/api/vcenter/vm?action=clone,CLONE,''",
        "/api/vcenter/vm?action=instant-clone,INSTANT_CLONE,''",
        "/api/vcenter/vm?action=register,CREATE,''",
        "/api/vcenter/vm,CREATE,''",
        "/rest/vcenter/vm,CREATE,''",
        "/api/vcenter/vm-template/library-items/i1?action=deploy,DEPLOY_TEMPLATE,i1",
        "/api/vcenter/vm-template/library-items/i1/check-outs?action=check-out,DEPLOY_TEMPLATE,i1",
        "/api/vcenter/vm-template/library-items,CREATE_TEMPLATE,''",
        "/api/vcenter/ovf/library-item/i1?action=deploy,DEPLOY_OVF,i1",
        "/rest/com/vmware/vcenter/ovf/library-item/id:i1?~action=deploy,DEPLOY_OVF,i1",
    })
    void a_call_that_places_a_workload_is_guarded_however_it_is_written(String uri, RestCalls.Call call, String id) {
        assertThat(route("POST", uri))
                .isInstanceOfSatisfying(
                        Route.Rest.class,
                        rest -> assertThat(rest.guarded()).isEqualTo(new RestCalls.Guarded(call, id)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sdk/vim25/8.0.1.0/VirtualMachine/vm-1/RelocateVM_Task",
                "/sdk/vim25/8.0.1.0/VirtualMachine/vm-1/RelocateVM_Task/"
            })
    void the_api_over_json_names_object_and_method_in_the_path(String uri) {
        assertThat(route("POST", uri))
                .isEqualTo(new Route.ViJson("8.0.1.0", "VirtualMachine", "vm-1", "RelocateVM_Task"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/rest"})
    void what_is_posted_to_the_automation_api_itself_is_json_rpc(String uri) {
        assertThat(route("POST", uri)).isEqualTo(new Route.Rpc());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%73dk",
                "//sdk",
                "/./sdk",
                "/x/../sdk",
                "/x/%2e%2e/sdk",
                "/sdk;x=y",
                "/sdk%00",
                "/sdk%2f",
                "/api/vcenter/%76m/vm-1?action=relocate",
                "/api//vcenter/vm/vm-1?action=relocate",
                "/api/vcenter/vm/vm-1%",
                "/%2573dk",
                "/\\sdk",
                "/sdk\u00e9",
                "https://other/sdk",
                "*",
                "",
            })
    void an_address_that_can_be_read_in_two_ways_is_refused(String uri) {
        assertThat(route("POST", uri))
                .isInstanceOfSatisfying(
                        Route.Closed.class,
                        closed -> assertThat(closed.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/SDK,404",
        "POST,/sdkx,404",
        "POST,/sdkTunnel,404",
        "POST,/sdk/other,404",
        "PUT,/sdk,405",
        "POST,/sdk/vim25/8.0/VirtualMachine/RelocateVM_Task,404",
        "GET,/mob/?moid=vm-1,403",
        "POST,/MOB,403",
        "POST,/ui/mutation/apply,403",
        "POST,/eam/sdk,403",
        "GET,/folders/x,403",
        "GET,/no/such/service,403",
        "POST,/api/vcenter/vm/vm-1?action=teleport,400",
        "POST,/api/vcenter/vm?action=teleport,400",
        "POST,/api/vcenter/vm/vm-1/power?action=teleport,400",
        "POST,/api/vcenter/vm-template/library-items/i1?action=teleport,400",
        "CONNECT,vcenter:443,405",
        "POST,/api/vcenter/vm/vm-1?action=start&action=relocate,400",
        "POST,/api/vcenter/vm/vm-1?action=x&~action=relocate,400",
    })
    void what_is_closed_says_why(String method, String uri, int status) {
        assertThat(route(method, uri)).isInstanceOfSatisfying(Route.Closed.class, closed -> {
            assertThat(closed.status()).isEqualTo(status);
            assertThat(closed.reason()).isNotBlank();
        });
    }

    private static Route route(String method, String uri) {
        return Route.of(method, uri, PASSED);
    }
}
