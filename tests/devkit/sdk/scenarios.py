"""Small scripts that exercise the SDK, for a comparison of two of them.

Each body is the inside of a `main` that has `siemplify`, a fresh `SiemplifyAction`.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, field
from typing import Any

from devkit.soar import OMIT, Case, EndpointFault, Scope

HEADER = """\
import json, os, signal, sys, time
from SiemplifyAction import SiemplifyAction
from SiemplifyUtils import *
from ScriptResult import *
import SiemplifyUtils, SiemplifyLogger

"""
END = "siemplify.end('done', True)"


@dataclass(frozen=True)
class Scenario:
    name: str
    script: str
    params: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=lambda: {"Key": "value", "Flag": "true"})
    faults: tuple[EndpointFault, ...] = ()
    proxy: dict[str, Any] | None = None


def body(name: str, text: str, **values: Any) -> Scenario:
    inside = textwrap.indent(textwrap.dedent(text).strip("\n"), "    ")
    script = f"{HEADER}def main():\n    siemplify = SiemplifyAction()\n{inside}\n\nmain()\n"
    return Scenario(name, script, **values)


def ending(name: str, text: str, **values: Any) -> Scenario:
    return body(name, f"{textwrap.dedent(text).strip()}\n{END}", **values)


def tell(name: str, expression: str, **values: Any) -> Scenario:
    """A scenario whose result value is the text of an expression, or of what it raised."""
    text = f"""
    try:
        value = repr({expression})
    except Exception as error:
        value = type(error).__name__ + ": " + str(error)
    siemplify.end("told", value)
    """
    return body(name, text, **values)


def context(**values: Any) -> dict[str, Any]:
    return {"extra_context": values}


# The platform's context, with a byte order mark and letters written out.
MARKED = (
    b"\xef\xbb\xbf"
    + json.dumps(
        {
            "target_entities": [],
            "case_id": None,
            "alert_id": None,
            "environment": "Default Environment",
            "workflow_id": "w",
            "parameters": {"A": "marked ü"},
            "integration_identifier": "Demo",
            "integration_instance": "i",
            "action_definition_name": "Demo_Probe",
            "original_requesting_user": "analyst",
            "default_result_value": "",
        },
        ensure_ascii=False,
    ).encode()
)

P = "siemplify.extract_action_param"
CASE = {"case": Case.sample()}

PARAMETERS = [
    tell("param-text", f"{P}('A')", params={"A": "x"}),
    tell("param-not-stripped", f"{P}('A', is_mandatory=True)", params={"A": "  "}),
    tell("param-missing", f"{P}('A')"),
    tell("param-default", f"{P}('A', default_value='d')", params={"A": ""}),
    tell("param-mandatory-missing", f"{P}('A', is_mandatory=True)"),
    tell("param-mandatory-empty", f"{P}('A', is_mandatory=True)", params={"A": ""}),
    tell("param-printed", f"{P}('A', print_value=True)", params={"A": "shown 100%"}),
    tell("param-bool-true", f"{P}('A', input_type=bool)", params={"A": "TRUE"}),
    tell("param-bool-false", f"{P}('A', input_type=bool)", params={"A": "False"}),
    tell("param-bool-bad", f"{P}('A', input_type=bool)", params={"A": "yes"}),
    tell("param-bool-default", f"{P}('A', default_value=True, input_type=bool)"),
    tell("param-bool-default-false", f"{P}('A', default_value=False, input_type=bool)"),
    tell(
        "param-bool-json-false",
        f"{P}('A', input_type=bool, is_mandatory=True)",
        options=context(parameters={"A": False}),
    ),
    tell("param-int", f"{P}('A', input_type=int)", params={"A": " 5 "}),
    tell("param-int-bad", f"{P}('A', input_type=int)", params={"A": "5.0"}),
    tell(
        "param-int-zero",
        f"{P}('A', default_value=7, input_type=int)",
        options=context(parameters={"A": 0}),
    ),
    tell("param-int-default-zero", f"{P}('A', default_value=0, input_type=int)"),
    tell("param-float", f"{P}('A', input_type=float)", params={"A": "1.5"}),
    tell("param-list", f"{P}('A', input_type=list)", params={"A": "[1, 2]"}),
    tell("param-list-missing", f"{P}('A', input_type=list)"),
    tell("param-list-bad", f"{P}('A', input_type=list)", params={"A": "a,b"}),
    tell("param-dict", f"{P}('A', input_type=dict)", params={"A": "{}"}),
    tell("param-default-type", f"{P}('A', default_value=5)"),
    tell("param-no-name", f"{P}('')"),
    tell("params-as-given", "siemplify.parameters", params={"A": "", "B": None, "C": True}),
    tell("params-null", "siemplify.parameters", options=context(parameters=None)),
    tell("params-state", "siemplify.parameters", options={"first": False, "state": '["a"]'}),
    tell("params-unicode", "siemplify.parameters", params={"Ä": "שלום 🎉"}),
]

CONFIGURATION = [
    tell("config", "siemplify.get_configuration('Demo')"),
    tell("config-case", "siemplify.get_configuration('Demo')", options=CASE),
    tell("config-twice", "[siemplify.get_configuration('Demo') for _ in 'ab']", options=CASE),
    tell(
        "config-no-instance",
        "siemplify.get_configuration('Demo')",
        options=context(integration_instance=""),
    ),
    tell(
        "config-refused",
        "siemplify.get_configuration('Demo')",
        faults=(EndpointFault("configuration", 500, "broken"),),
    ),
    tell(
        "config-no-json",
        "siemplify.get_configuration('Demo')",
        faults=(EndpointFault("configuration", 200, "<html>"),),
    ),
    tell(
        "config-case-unknown-key",
        "siemplify.get_configuration('Demo')",
        options=CASE,
        faults=(EndpointFault("CaseMetadata", 200, '{"surprise": 1}'),),
    ),
    tell(
        "config-case-empty-reply",
        "siemplify.get_configuration('Demo')",
        options=CASE,
        faults=(EndpointFault("CaseMetadata", 200, "{}"),),
    ),
    tell(
        "config-case-bad-id", "siemplify.get_configuration('Demo')", options=context(case_id="abc")
    ),
    tell(
        "config-vault-text",
        "siemplify.get_configuration('Demo')",
        options=context(vault_settings={"vault_api_root": "https://vault.example"}),
    ),
]

CASES = [
    tell(
        "case-title",
        "(siemplify.case.title, siemplify.case.priority, siemplify.case.stage)",
        options=CASE,
    ),
    tell("case-kept", "[siemplify.case.identifier for _ in 'abc']", options=CASE),
    tell(
        "case-attributes",
        "sorted((k, str(v)) for k, v in vars(siemplify.case).items() if '_al' not in k)",
        options=CASE,
    ),
    tell("case-end-time", "siemplify.case.end_time", options=CASE),
    tell("case-alerts", "[a.name for a in siemplify.case.alerts]", options=CASE),
    tell(
        "case-alerts-broken",
        "siemplify.case.alerts",
        options=CASE,
        faults=(EndpointFault("AlertsFullDetails", 500, "broken"),),
    ),
    tell("case-missing", "siemplify.case", options=context(case_id="7")),
    tell("environment-case", "siemplify.environment", options=CASE),
    tell("environment-none", "siemplify.environment", options=context(environment="Lab")),
    tell("environment-negative", "siemplify.environment", options=context(case_id=-1)),
    tell(
        "alert",
        "(siemplify.current_alert.name, siemplify.current_alert.start_time.isoformat())",
        options=CASE,
    ),
    tell(
        "alert-attributes",
        "sorted((k, str(v)) for k, v in vars(siemplify.current_alert).items()"
        " if k not in ('security_events', 'start_time'))",
        options=CASE,
    ),
    tell(
        "alert-events",
        "[sorted((k, str(v)) for k, v in vars(e).items()) for e in"
        " siemplify.current_alert.security_events]",
        options=CASE,
    ),
    tell("alert-none", "siemplify.current_alert"),
    tell(
        "alert-broken",
        "siemplify.current_alert",
        options=CASE,
        faults=(EndpointFault("AlertFullDetails", 500, "broken"),),
    ),
    tell(
        "alert-unknown-key",
        "siemplify.current_alert",
        options=CASE,
        faults=(EndpointFault("AlertFullDetails", 200, '{"surprise": 1}'),),
    ),
    tell(
        "alert-missing-keys",
        "siemplify.current_alert",
        options=CASE,
        faults=(EndpointFault("AlertFullDetails", 200, '{"identifier": "a"}'),),
    ),
    tell(
        "alert-after-alerts",
        "(len(siemplify.case.alerts), siemplify.current_alert.name)",
        options=CASE,
    ),
    tell(
        "alert-not-among-alerts",
        "(len(siemplify.case.alerts), siemplify.current_alert)",
        options=CASE | context(alert_id="other"),
    ),
    tell(
        "entities-alert",
        "[(e.identifier, e.entity_type) for e in siemplify.target_entities]",
        options=CASE,
    ),
    tell(
        "entities-all",
        "[(e.identifier, e.entity_type) for e in siemplify.target_entities]",
        options=CASE | {"scope": Scope.ALL},
    ),
    tell(
        "entities-none",
        "(siemplify.target_entities, siemplify.target_entities)",
        options=CASE | {"scope": Scope.NONE},
    ),
    tell(
        "entities-some",
        "siemplify.target_entities",
        options=CASE | {"entities": [("+15551230001", "PHONENUMBER")]},
    ),
    tell(
        "entities-wrong-case",
        "siemplify.target_entities",
        options=CASE | context(target_entities=[{"item1": "mary.smith", "item2": "USERUNIQNAME"}]),
    ),
    tell(
        "entities-wrong-type",
        "siemplify.target_entities",
        options=CASE | context(target_entities=[{"item1": "MARY.SMITH", "item2": "ADDRESS"}]),
    ),
    tell(
        "entities-alert-broken",
        "siemplify.target_entities",
        options=CASE | {"scope": Scope.ALL},
        faults=(EndpointFault("AlertFullDetails", 500, "broken", 1),),
    ),
    tell(
        "entities-old-form",
        "(siemplify.target_entities, siemplify.support_old_entities)",
        options=CASE | context(target_entities=["MARY.SMITH"]),
    ),
    tell("entity-attributes", "[vars(e) for e in siemplify.target_entities]", options=CASE),
    tell("entity-to-dict", "siemplify.target_entities[0].to_dict()", options=CASE),
    tell("entity-text", "[str(e) + repr(e) for e in siemplify.target_entities]", options=CASE),
    tell(
        "context-fields",
        "sorted((n, repr(getattr(siemplify, n))) for n in ('case_id alert_id "
        "workflow_id integration_identifier integration_instance action_definition_name "
        "original_requesting_user default_result_value async_polling_interval_in_sec "
        "use_proxy_settings max_json_result_size vault_settings is_remote "
        "target_entity_ids').split())",
        options=CASE,
    ),
    tell(
        "context-deadline-default",
        "siemplify.script_timeout_deadline",
        options=context(execution_deadline_unix_time_ms=5, script_timeout_deadline=OMIT),
    ),
    tell(
        "context-optional-missing",
        "(siemplify.execution_deadline_unix_time_ms, "
        "siemplify.script_timeout_deadline, siemplify.async_total_duration_deadline, "
        "siemplify.max_json_result_size)",
        options=context(
            execution_deadline_unix_time_ms=OMIT,
            script_timeout_deadline=OMIT,
            async_total_duration_deadline=OMIT,
            max_json_result_size=OMIT,
        ),
    ),
    tell(
        "timeout-reached",
        "siemplify.is_timeout_reached",
        options=context(execution_deadline_unix_time_ms=5),
    ),
    tell("timeout-ahead", "siemplify.is_timeout_reached"),
    tell(
        "timeout-unknown",
        "siemplify.is_timeout_reached",
        options=context(execution_deadline_unix_time_ms=0),
    ),
    *(
        body(f"context-lacks-{key}", END, options=context(**{key: OMIT}))
        for key in (
            "target_entities",
            "case_id",
            "alert_id",
            "environment",
            "workflow_id",
            "parameters",
            "integration_identifier",
            "integration_instance",
            "action_definition_name",
            "original_requesting_user",
            "default_result_value",
        )
    ),
    body(
        "context-mark", "siemplify.end(siemplify.parameters['A'], True)", options={"stdin": MARKED}
    ),
    body("context-empty", END, options={"stdin": b""}),
    body("context-no-json", END, options={"stdin": b"{"}),
    body("context-mixed-entities", END, options=context(target_entities=["a", {"item1": "b"}])),
]

RESULTS = [
    ending("result-json-object", "siemplify.result.add_result_json({'a': [1, None, 'ü<&>']})"),
    ending("result-json-list", "siemplify.result.add_result_json([])"),
    ending("result-json-text", "siemplify.result.add_result_json('[1]')"),
    ending(
        "result-json-twice",
        "siemplify.result.add_result_json([1])\nsiemplify.result.add_result_json([2])",
    ),
    tell("result-json-bad-text", "siemplify.result.add_result_json('nope')"),
    tell("result-json-none", "siemplify.result.add_result_json(None)"),
    ending("result-json-object-inside", "siemplify.result.add_result_json({'e': ValueError('x')})"),
    ending(
        "result-json-unwritable",
        """
        try:
            siemplify.result.add_result_json({(1, 2): 3})
        except Exception as error:
            print(type(error), len(error.args), error.args[:2])
        """,
    ),
    ending("result-table", "siemplify.result.add_data_table('T', ['a,b', '1,2'])"),
    ending(
        "result-entity-blocks",
        """
        siemplify.result.add_entity_table('MARY.SMITH', ['a'], 'USERUNIQNAME')
        siemplify.result.add_entity_json('MARY.SMITH', {'a': 1}, 'USERUNIQNAME')
        siemplify.result.add_entity_link('MARY.SMITH', 'https://a.example', 'USERUNIQNAME')
        siemplify.result.add_entity_content('MARY.SMITH', 'text')
        siemplify.result.add_entity_html_report('other', 'r', '<b>')
        siemplify.result.add_entity_markdown('other', 'm', '**b**')
        siemplify.result.add_entity_attachment('other', 'f.txt', 'QQ==', {'x': 1})
        """,
        options=CASE,
    ),
    ending(
        "result-plain-blocks",
        """
        siemplify.result.add_link('L', 'https://a.example')
        siemplify.result.add_link('L', 'https://b.example')
        siemplify.result.add_html('H', 'h', '<i>')
        siemplify.result.add_markdown('M', 'm', '_i_')
        siemplify.result.add_content('C', {'any': 1})
        siemplify.result.add_attachment('A', 'f', 'QQ==')
        siemplify.result.add_json('J', [1], 'ADDRESS')
        """,
    ),
    ending(
        "result-old-entities",
        """
        siemplify.result.add_result_json([1])
        siemplify.result.add_data_table('a', ['x'])
        """,
        options=context(target_entities=["a"]),
    ),
    body("result-attachment-bytes", f"siemplify.result.add_attachment('A', 'f', b'QQ')\n{END}"),
    tell(
        "result-attachment-big",
        "siemplify.result.add_attachment('A', 'f', 'a' * (50 * 1024 * 1024 + 1))",
    ),
    tell(
        "result-attachment-total",
        "[siemplify.result.add_attachment('A', n, 'a' * (30 * 1024 * 1024)) for n in 'ab']",
    ),
    ending(
        "result-too-big",
        "siemplify.result.add_result_json(['a' * 1100000])",
        options=context(max_json_result_size=1),
    ),
    ending(
        "result-just-fits",
        "siemplify.result.add_result_json(['a' * 1000000])",
        options=context(max_json_result_size=1),
    ),
    *(
        body(f"value-{number}", f"siemplify.end('m', {value})")
        for number, value in enumerate(
            ("True", "False", "None", "'text'", "5", "1.5", "{'a': 1}", "[1]", "'ü\\n'")
        )
    ),
    body("value-unwritable", "siemplify.end('m', {1, 2})"),
    body("message-none", "siemplify.end(None, True)"),
    body("message-unicode", "siemplify.end('שלום 🎉 <b>', True)"),
    *(
        body(f"state-{name}", f"siemplify.end('m', 'v', EXECUTION_STATE_{name})")
        for name in ("COMPLETED", "INPROGRESS", "FAILED", "TIMEDOUT")
    ),
    body("end-twice", "try:\n    siemplify.end('a', 1)\nexcept:\n    siemplify.end('b', 2)"),
    body("end-survives-except", "try:\n    siemplify.end('a', 1)\nexcept Exception:\n    pass"),
    body("end-in-finally", "try:\n    raise ValueError('x')\nfinally:\n    siemplify.end('f', 1)"),
    body("no-end", "print('gone')"),
    body("exit-3", "sys.exit(3)"),
    body("crash", "print('before')\nraise ValueError('broken')"),
    body(
        "result-set-by-hand",
        """
        siemplify.result.message = 'by hand'
        siemplify.result.result_value = 7
        siemplify.result.execution_state = 2
        siemplify.end_script()
        """,
    ),
]

LOGS = [
    ending(
        "log-levels",
        """
        for level in ('debug', 'info', 'warn', 'error'):
            getattr(siemplify.LOGGER, level)(level + ' 100% {} %s')
        print(siemplify.LOGGER.error_logged)
        """,
    ),
    ending("log-details", "siemplify.LOGGER.info('100% %(a)s', a=1)"),
    ending("log-objects", "siemplify.LOGGER.info({'a': 1})\nsiemplify.LOGGER.error(None)"),
    ending("log-exception-text", "siemplify.LOGGER.exception('50% gone')"),
    ending(
        "log-exception-object",
        """
        try:
            raise ValueError('100% broken')
        except ValueError as error:
            siemplify.LOGGER.exception(error)
        print(siemplify.LOGGER.error_logged)
        """,
    ),
    tell("log-no-warning", "siemplify.LOGGER.warning('x')"),
    tell("log-not-logged", "siemplify.LOGGER.error_logged"),
    ending(
        "log-unprintable",
        """
        class Odd:
            def __str__(self):
                raise RuntimeError('no text')
        siemplify.LOGGER.info(Odd())
        """,
    ),
    ending("log-unicode", "siemplify.LOGGER.info('ü שלום')"),
    ending(
        "log-no-file",
        "siemplify.LOGGER.info('still told')",
        options={"arguments": ("--logPath", "/nowhere/at/all.log")},
    ),
    ending(
        "log-quoted-path",
        "siemplify.LOGGER.info('x')",
        options={"arguments": ("--logPath", '"quoted.log"')},
    ),
    ending("log-print", "print('a', end='')\nprint('b')\nsys.stderr.write('to stderr')"),
    ending(
        "log-library",
        """
        import logging
        logging.getLogger('lib').warning('library line')
        logging.getLogger('siemplify_default_logger').info('own line')
        """,
    ),
    ending(
        "log-debug-mode",
        """
        siemplify.debug_mode = True
        siemplify._logger = None
        siemplify.LOGGER.debug('now told')
        """,
    ),
    ending(
        "streams",
        """
        sys.__stdout__.flush()
        print(sys.stdout is SiemplifyUtils.my_stdout, SiemplifyUtils.real_stdout is sys.__stdout__)
        """,
    ),
    ending(
        "streams-resumed",
        """
        SiemplifyUtils.resume_stdout()
        print('straight out')
        SiemplifyUtils.override_stdout()
        print('captured')
        """,
    ),
    ending("stray-descriptor", "os.write(1, b'stray ')"),
]

PLATFORM = [
    tell(
        "proxy-none",
        "{k: v for k, v in os.environ.items() if 'prox' in k}",
        options=context(use_proxy_settings=True),
    ),
    tell(
        "proxy-set",
        "{k: v for k, v in os.environ.items() if 'prox' in k}",
        options=context(use_proxy_settings=True),
        proxy={
            "proxy_server_address": "http://proxy.example:3128",
            "username": "u",
            "password": "p@ss/w",
            "ignore_addresses": ["127.0.0.1", "localhost"],
        },
    ),
    tell(
        "proxy-no-port",
        "(os.environ['https_proxy'], siemplify.get_configuration('Demo'))",
        options=context(use_proxy_settings=True),
        proxy={
            "proxy_server_address": "http://proxy.example",
            "username": "",
            "password": "",
            "ignore_addresses": ["127.0.0.1"],
        },
    ),
    body(
        "proxy-incomplete",
        END,
        options=context(use_proxy_settings=True),
        proxy={"proxy_server_address": "http://proxy.example"},
    ),
    body(
        "proxy-refused",
        END,
        options=context(use_proxy_settings=True),
        faults=(EndpointFault("GetProxySettings", 500, "broken"),),
    ),
    tell(
        "headers",
        "siemplify.get_configuration('Demo')",
        options={"arguments": ("--correlationId", '"c"', "--traceId", "t", "--baggage", "YT0x")},
    ),
    tell("session", "(siemplify.session.verify, sorted(k for k in siemplify.session.headers))"),
]

PROCESS = [
    body("option-unknown", END, options={"arguments": ("--debugMode",)}),
    body("option-elastic", END, options={"arguments": ("--useElastic",)}),
    tell("argv", "(len(sys.argv), sys.argv[2], siemplify.api_key == sys.argv[1])"),
    tell("argv-later", "sys.argv[2]", options={"first": False}),
    tell(
        "platform-unreachable",
        "siemplify.get_configuration('Demo')",
        options={"env": {"APP_PORT": "1"}},
    ),
    tell(
        "ca-bundle",
        "os.environ['REQUESTS_CA_BUNDLE']",
        options={"env": {"REQUESTS_CA_BUNDLE": "/nowhere.pem"}},
    ),
    tell("port-expression", "siemplify.API_ROOT", options={"env": {"APP_PORT": "'8080'"}}),
    tell("port-text", "siemplify.API_ROOT", options={"env": {"APP_PORT": "many"}}),
    tell("port-zero", "siemplify.API_ROOT", options={"env": {"APP_PORT": "0"}}),
    body("port-empty", END, options={"env": {"APP_PORT": ""}}),
    tell("ssl-lower", "siemplify.API_ROOT", options={"env": {"APP_USE_SSL": "false"}}),
    tell("ssl-zero", "siemplify.API_ROOT", options={"env": {"APP_USE_SSL": "0"}}),
    tell("ssl-true", "siemplify.API_ROOT", options={"env": {"APP_USE_SSL": "True"}}),
    body("sigterm", "os.kill(os.getpid(), signal.SIGTERM)\ntime.sleep(5)"),
    body(
        "sigterm-finally",
        """
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        finally:
            siemplify.end('caught', 'late', 2)
        """,
    ),
    ending("sigint", "os.kill(os.getpid(), signal.SIGINT)\nprint('goes on')"),
    Scenario(
        "handler-crash",
        f"""{HEADER}
@output_handler
def main():
    siemplify = SiemplifyAction()
    print('printed before')
    raise ValueError('broken')

main()
""",
    ),
    Scenario(
        "handler-end",
        f"""{HEADER}
@output_handler
def main():
    siemplify = SiemplifyAction()
    {END}

main()
""",
    ),
    Scenario(
        "mock-stdin",
        f"""{HEADER}
context = json.loads(sys.stdin.buffer.read())
context["parameters"] = {{"A": "mocked"}}
siemplify = SiemplifyAction(mock_stdin=json.dumps(context))
siemplify.end(siemplify.parameters["A"], True)
""",
    ),
    tell("source-file", "SiemplifyAction.__init__.__defaults__"),
]

UTILITIES = [
    tell("unix-now", "abs(unix_now() - int(time.time() * 1000)) < 2000 and type(unix_now())"),
    tell("unix-to-datetime", "str(convert_unixtime_to_datetime(1760000000123))"),
    tell("unix-to-datetime-bad", "convert_unixtime_to_datetime('x')"),
]

SCENARIOS = [
    *PARAMETERS,
    *CONFIGURATION,
    *CASES,
    *RESULTS,
    *LOGS,
    *PLATFORM,
    *PROCESS,
    *UTILITIES,
]
