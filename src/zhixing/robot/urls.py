"""Addresses of the robot."""

from django.urls import URLPattern, path

from zhixing.robot.pages import desk, dossier, dry_runs, procedures, results, stops

urlpatterns: list[URLPattern] = [
    path("robot/", desk.desk, name="robot"),
    path("robot/approve/", desk.approve, name="robot-approve"),
    path("robot/tasks/<uuid:task_id>/", desk.task, name="robot-task"),
    path("robot/tasks/<uuid:task_id>/part/", desk.part, name="robot-task-part"),
    path("robot/tasks/<uuid:task_id>/refuse/", desk.refuse, name="robot-refuse"),
    path("robot/tasks/<uuid:task_id>/red/", desk.answer_red, name="robot-red"),
    path("robot/tasks/<uuid:task_id>/acts/<uuid:act_id>/reverse/", desk.reverse_act, name="robot-reverse"),
    path("robot/tasks/<uuid:task_id>/acts/<uuid:act_id>/again/", desk.try_again, name="robot-again"),
    path("cases/<uuid:case_id>/dossier/", dossier.dossier, name="case-dossier"),
    path("cases/<uuid:case_id>/dossier/state/", dossier.state, name="dossier-state"),
    path("cases/<uuid:case_id>/dossier/interview/", dossier.interview, name="dossier-interview"),
    path("cases/<uuid:case_id>/dossier/suspend/", dossier.suspend, name="dossier-suspend"),
    path("robot/procedures/", procedures.procedures, name="robot-procedures"),
    path("robot/procedures/<int:court_id>/<slug:key>/", procedures.procedure, name="robot-procedure"),
    path("robot/procedures/<int:court_id>/<slug:key>/edit/", procedures.edit, name="robot-procedure-edit"),
    path(
        "robot/procedures/<int:court_id>/<slug:key>/off/", procedures.switch_off, name="robot-procedure-off"
    ),
    path("robot/versions/<uuid:version_id>/", procedures.decide, name="robot-version"),
    path("robot/dry-run/", dry_runs.dry_run_page, name="robot-dry-run"),
    path("robot/dry-run/part/", dry_runs.dry_run_part, name="robot-dry-run-part"),
    path("robot/dry-run/xlsx/", dry_runs.dry_run_workbook, name="robot-dry-run-xlsx"),
    path("robot/stops/", stops.stops, name="robot-stops"),
    path("robot/stops/stop/", stops.stop, name="robot-stop"),
    path("robot/stops/resume/", stops.resume, name="robot-resume"),
    path("robot/limits/", stops.limits, name="robot-limits"),
    path("robot/log/", results.log_page, name="robot-log"),
    path("robot/samples/", results.samples, name="robot-samples"),
    path("robot/samples/<uuid:act_id>/", results.judge, name="robot-judge"),
    path("cases/<uuid:case_id>/robot/", results.of_case, name="case-robot"),
    path("robot/results/", results.results, name="robot-results"),
]
