"""Check the whole journal against its seals and the anchored head."""

from typing import Any

from django.core.management.base import BaseCommand

from journal import services
from journal.models import Seal, Unsealed


class Command(BaseCommand):
    help = "Verify the journal's hash chain; exits 1 and says where when something was touched."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = services.verify()
        for finding in findings:
            self.stderr.write(f"{finding.kind}: {finding.sentence}")
        sealed, waiting = Seal.objects.count(), Unsealed.objects.count()
        self.stdout.write(f"verified {sealed}, waiting {waiting}, findings {len(findings)}")
        if findings:
            raise SystemExit(1)
