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
import os, signal, sys, time
from SiemplifyAction import SiemplifyAction
import SiemplifyUtils

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

CASE = {"case": Case.sample()}

PARAMETERS = [
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
        "siemplify.case.title",
        options=CASE,
    ),
    tell("case-kept", "[siemplify.case.title for _ in 'abc']", options=CASE),
    tell("case-missing", "siemplify.case", options=context(case_id="7")),
    tell("environment-case", "siemplify.environment", options=CASE),
    tell("environment-none", "siemplify.environment", options=context(environment="Lab")),
    tell("environment-negative", "siemplify.environment", options=context(case_id=-1)),
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
        "entities-wrong-case",
        "[e.identifier for e in siemplify.target_entities]",
        options=CASE | context(target_entities=[{"item1": "mary.smith", "item2": "USERUNIQNAME"}]),
    ),
    tell(
        "entities-wrong-type",
        "[e.identifier for e in siemplify.target_entities]",
        options=CASE | context(target_entities=[{"item1": "MARY.SMITH", "item2": "ADDRESS"}]),
    ),
    tell(
        "entities-alert-broken",
        "[e.identifier for e in siemplify.target_entities]",
        options=CASE | {"scope": Scope.ALL},
        faults=(EndpointFault("AlertFullDetails", 500, "broken", 1),),
    ),
    tell(
        "entities-old-form",
        "[e.identifier for e in siemplify.target_entities]",
        options=CASE | context(target_entities=["MARY.SMITH"]),
    ),
    tell(
        "context-fields",
        "sorted((n, repr(getattr(siemplify, n))) for n in ('case_id alert_id "
        "workflow_id integration_identifier integration_instance action_definition_name "
        "original_requesting_user default_result_value async_polling_interval_in_sec "
        "use_proxy_settings max_json_result_size vault_settings "
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
    ending("result-table", "siemplify.result.add_data_table('T', ['a,b', '1,2'])"),
    ending(
        "result-old-entities",
        """
        siemplify.result.add_result_json([1])
        siemplify.result.add_data_table('T', ['x'])
        """,
        options=context(target_entities=["a"]),
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
    *(body(f"state-{state}", f"siemplify.end('m', 'v', {state})") for state in range(4)),
    body("end-twice", "try:\n    siemplify.end('a', 1)\nexcept:\n    siemplify.end('b', 2)"),
    body("end-survives-except", "try:\n    siemplify.end('a', 1)\nexcept Exception:\n    pass"),
    body("end-in-finally", "try:\n    raise ValueError('x')\nfinally:\n    siemplify.end('f', 1)"),
    body("no-end", "print('gone')"),
    body("exit-3", "sys.exit(3)"),
    body("crash", "print('before')\nraise ValueError('broken')"),
]

LOGS = [
    ending(
        "log-levels",
        """
        for level in ('info', 'warn', 'error', 'exception'):
            getattr(siemplify.LOGGER, level)(level + ' 100% {} %s')
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
        "streams",
        """
        sys.__stdout__.flush()
        print(sys.stdout is SiemplifyUtils.my_stdout, SiemplifyUtils.real_stdout is sys.__stdout__)
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
]

PROCESS = [
    body("option-unknown", END, options={"arguments": ("--debugMode",)}),
    body("option-elastic", END, options={"arguments": ("--useElastic",)}),
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
]

SCENARIOS = [
    *PARAMETERS,
    *CONFIGURATION,
    *CASES,
    *RESULTS,
    *LOGS,
    *PLATFORM,
    *PROCESS,
]
